// The shapes of the odds, for the type check alone. Chances and means are fractions.

// Points of the curves.
interface TargetOdds {
  m: number;
  reach: number;
  mean_if_rug_pays_nothing: number;
  mean_booked: number;
}

interface HoldOdds {
  ticks: number;
  survive: number;
  mean_if_rug_pays_nothing: number;
  mean_booked: number;
}

interface SideBetOdds {
  ticks: number;
  pays: number;
  win: number;
  break_even: number;
  mean: number;
}

// What is asked for, as `rugtape odds --json` says it.
interface Odds {
  stake: number;
  target: { target: number; reach: number; mean_booked: number };
  hold: { ticks: number; survive: number; mean: number }; // as booked
  side_bet: SideBetOdds;
}

interface OddsCurves {
  hazard: number; // of a rug, at each tick
  survival: number[]; // by tick, from 0
  targets: TargetOdds[];
  holds: HoldOdds[];
  side_bet: SideBetOdds;
}

// A share of a number of rounds, with its 95 % interval.
interface Share {
  n: number;
  unknown: number; // further ones, of which the recording broke off
  share: number;
  low: number;
  high: number;
}

interface OddsLibrary {
  rounds: number;
  unended: number; // of them, those whose end was not seen
  excluded: Record<string, number> | null;
  survival: { tick: number; s: number; low: number; high: number }[] | null;
  hazard: number | null;
  hazard_low: number | null;
  hazard_high: number | null;
  targets: (Share & { m: number; reached: number })[] | null;
  side_bet: (Share & { won: number }) | null;
  claims: { claim: string; says: string; data: string }[] | null;
}
