// The shapes of the hands: the user's browser, its arming, books and orders. For the type check alone.

interface HandsStep {
  name: string;
  state: 'running' | 'done' | 'failed' | 'undone';
  detail: string;
}

type HandsState = 'off' | 'connecting' | 'ready' | 'loading' | 'frozen' | 'lost' | 'failed';

interface Hands {
  state: HandsState; // of the browser
  since_ns: string;
  why: string;
  hint: string;
  attempt: number; // connects so far, the one under way included
  steps: HandsStep[];
  offer: { program: string; profile: string; page: string };
  how: 'attach' | 'launch' | '';
  product: string;
  url: string;
  host: string;
  tabs: number;
  pid: number;
  port: number;
  profile: string;
  beat_ms: number;
  messages: number;
  dropped: number;
  player: string;
  source: 'feed' | 'page' | '';
  source_why: string;
  told: boolean; // the truth about arming was read
  armed: HandsArming | null;
  stopped: boolean;
  disarmed: string; // why it was last
  disarmed_ns: string;
  limits: HandsLimits | null; // of the last arming
  watchdog: 'off' | 'starting' | 'watching' | 'blind' | 'gone' | '';
  books: { heard_ns: string; fields: HandsField[] };
  open: HandsOrder[];
  unknown: number;
  revision: number;
  alarm: Alarm | null;
}

interface HandsArming {
  host: string;
  strategy: string;
  script: string;
  since_ns: string;
  until_ns: string;
  limits: HandsLimits;
  loss_left_sol: number;
  loss_of: string; // round, session or day
}

// Limits by name; 0 does not bind.
type HandsLimits = Record<string, number | boolean>;

interface HandsField {
  field: string;
  ours: string; // '' was not told
  server: string;
  since_ns: string; // since when they differ, '0' where they do not
  drift: boolean;
}

type HandsLife = 'approved' | 'sent' | 'confirmed' | 'refused' | 'unknown' | 'escalated';

interface HandsOrder {
  key: number;
  action: 'BUY' | 'SELL' | 'SIDE';
  amount: number; // SOL
  part: number; // of the position, to sell
  round: string;
  tick: number;
  price: number;
  why: string;
  life: HandsLife;
  pressed: 'no' | 'yes' | 'maybe' | '';
  code: string;
  text: string;
  done: { tick: number; price: number } | null;
  stages: HandsStage[];
}

interface HandsStage {
  stage: string;
  at_ns: string;
  by: '' | 'watchdog' | 'user';
  text: string;
}

interface HandsRecord extends HandsOrder {
  strategy: string;
  host: string;
  url: string;
  product: string;
  rule: string;
  label: string;
  amount_read: number | null;
  part_read: number | null;
  read_ns: string;
  guard?: { limit: string; value: number; most: number }[];
  evidence: string;
  frames: { at_ns: string; out: boolean; text: string; cut: boolean }[];
  before: boolean; // there is a picture
  after: boolean;
}

interface HandsControl {
  control: string;
  rule: string;
  label: string;
  count: number;
  visible: boolean;
  enabled: boolean;
}

// The connection dialog.
interface Dialog {
  phase: 'closed' | 'asking' | 'working' | 'done' | 'failed';
  attempt: number; // the server's number of ours, 0 before it is known
  closeAt: number | null; // when it closes by itself, in milliseconds
}
