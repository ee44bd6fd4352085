// The shapes of the lab, for the type check alone.

// ---- what the server tells ----

// A parameter of a strategy; of a script's the unit is its type.
type Param = Omit<StrategyParam, 'unit'> & { unit: string };

interface ScriptFault {
  line: number;
  col: number;
  text: string;
}

interface ScriptList {
  scripts: ScriptItem[];
  examples: { name: string; source: string }[] | null;
}

interface ScriptParam {
  name: string;
  type: 'number' | 'whole' | 'text' | 'switch';
  default: string;
}

type ScriptCheck = { ok: true; params: ScriptParam[] } | ({ ok: false } & ScriptFault);

type LabRounds =
  | { from: 'drawn'; count: number; seed: number; exact: boolean }
  | { from: 'recorded'; source: string; censored: 'finish' | 'drop' };

interface LabRequest {
  strategy?: string;
  script?: string;
  source?: string;
  params?: Record<string, string>;
  rounds: LabRounds;
  session: number;
  balance: string;
  limits?: Record<string, string | number | boolean>;
  delay?: number;
  jitter?: number;
  refuse?: number;
  sweep?: Record<string, string[]>;
}

// The net of a session after so many of its rounds; empty where a session is one round.
interface Fan {
  rounds: number[] | null;
  p05: number[];
  p25: number[];
  p50: number[];
  p75: number[];
  p95: number[];
  luck_low: number[];
  luck_high: number[];
  expected: number[];
}

interface LabResult {
  strategy: string;
  source: string;
  rounds: number;
  sessions: number;
  session_rounds: number;
  balance: number;
  ticks: number;
  bets: number;
  refused: number;
  refusals: Record<string, number> | null;
  staked: number;
  net: number;
  // null is: not known
  mean_per_round: number | null;
  stderr: number | null;
  ci95: [low: number, high: number] | null;
  theory_mean: number | null;
  theory_says: string; // why theory_mean is not known
  theory_z: number | null;
  p_value: number | null; // how likely a player whose true mean is 0 does at least as well
  p_value_says: string;
  max_drawdown: number;
  ruin_rate: number | null;
  ruin_stderr: number | null;
  quantiles: Record<'p01' | 'p05' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99' | 'least' | 'most' | 'of_sessions', number>;
  histogram?: { edges: number[] | null; counts: number[] | null } | null;
  fan?: Fan | null;
  path?: { rounds: number[]; net: number[]; luck_low: number[]; luck_high: number[] } | null;
  result_hash: string;
  ticks_per_s: number;
  warnings: string[] | null;
  excluded: Record<string, number> | null;
  finished: number;
}

// One trial of a sweep.
interface Cell extends LabResult {
  params: Record<string, string>;
  p_adjusted: number | null; // p_value for so many trials
}

interface SweepResult {
  cells: Cell[];
  trials: number;
}

type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

interface Run {
  id: string;
  what: string;
  state: RunState;
  done: number; // rounds
  total: number;
  started_ns: string;
  took_ms: number;
  error: string;
  warnings: string[] | null;
  request: LabRequest;
  result?: LabResult | SweepResult | null;
}

// ---- the page's own ----

// What stands in the form: everything as it was typed.
interface Draft {
  by: 'strategy' | 'script';
  kind: string; // of the strategy
  values: Record<string, Record<string, string>>; // by kind, by parameter
  sweeps: Record<string, string>; // by parameter of what is chosen, where one is swept
  script: string; // the name of the saved script, '' for none
  source: string;
  rounds: 'drawn' | 'recorded';
  count: string;
  seed: string;
  exact: boolean;
  from: string;
  censored: 'finish' | 'drop';
  session: string;
  balance: string;
  limits: Record<string, string>;
  delay: string;
  jitter: string;
  refuse: string;
}
