package library

import (
	"reflect"
	"strconv"
	"strings"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// pressRow is a row of the table of presses, as docs/format/demonstrations.md
// describes it. nil is what was not known.
type pressRow struct {
	Source  string `json:"source" parquet:"source,dict,zstd"`
	Round   string `json:"round" parquet:"round,dict,zstd"`
	RugTick *int32 `json:"rug_tick" parquet:"rug_tick,optional,zstd"`

	AtNS        int64    `json:"at_ns" parquet:"at_ns,delta,zstd"`
	Control     string   `json:"control" parquet:"control,dict,zstd"`
	Label       string   `json:"label" parquet:"label,dict,zstd"`
	AmountSOL   *float64 `json:"amount_sol" parquet:"amount_sol,optional,zstd"`
	Part        *float64 `json:"part" parquet:"part,optional,zstd"`
	By          string   `json:"by" parquet:"by,dict,zstd"`
	Order       *uint64  `json:"order" parquet:"order,optional,zstd"`
	Outcome     string   `json:"outcome" parquet:"outcome,dict,zstd"`
	ConfirmedNS *int64   `json:"confirmed_ns" parquet:"confirmed_ns,optional,zstd"`
	LatencyMS   *float64 `json:"latency_ms" parquet:"latency_ms,optional,zstd"`
	Evidence    string   `json:"evidence" parquet:"evidence,dict,zstd"`
	DonePrice   *float64 `json:"done_price" parquet:"done_price,optional,zstd"`
	Why         string   `json:"why" parquet:"why,dict,zstd"`

	BeforePhase          string   `json:"before_phase" parquet:"before_phase,dict,zstd"`
	BeforeTick           *int32   `json:"before_tick" parquet:"before_tick,optional,zstd"`
	BeforePrice          *float64 `json:"before_price" parquet:"before_price,optional,zstd"`
	BeforeBalanceSOL     *float64 `json:"before_balance_sol" parquet:"before_balance_sol,optional,zstd"`
	BeforeQuantity       *float64 `json:"before_quantity" parquet:"before_quantity,optional,zstd"`
	BeforeAvgCost        *float64 `json:"before_avg_cost" parquet:"before_avg_cost,optional,zstd"`
	BeforeBetSOL         *float64 `json:"before_bet_sol" parquet:"before_bet_sol,optional,zstd"`
	BeforeBetEndTick     *int32   `json:"before_bet_end_tick" parquet:"before_bet_end_tick,optional,zstd"`
	BeforePnLSOL         *float64 `json:"before_pnl_sol" parquet:"before_pnl_sol,optional,zstd"`
	BeforeServerCashSOL  *float64 `json:"before_server_cash_sol" parquet:"before_server_cash_sol,optional,zstd"`
	BeforeServerQuantity *float64 `json:"before_server_quantity" parquet:"before_server_quantity,optional,zstd"`
	BeforeServerAvgCost  *float64 `json:"before_server_avg_cost" parquet:"before_server_avg_cost,optional,zstd"`
	BeforeServerPnLSOL   *float64 `json:"before_server_pnl_sol" parquet:"before_server_pnl_sol,optional,zstd"`

	AfterPhase          string   `json:"after_phase" parquet:"after_phase,dict,zstd"`
	AfterTick           *int32   `json:"after_tick" parquet:"after_tick,optional,zstd"`
	AfterPrice          *float64 `json:"after_price" parquet:"after_price,optional,zstd"`
	AfterBalanceSOL     *float64 `json:"after_balance_sol" parquet:"after_balance_sol,optional,zstd"`
	AfterQuantity       *float64 `json:"after_quantity" parquet:"after_quantity,optional,zstd"`
	AfterAvgCost        *float64 `json:"after_avg_cost" parquet:"after_avg_cost,optional,zstd"`
	AfterBetSOL         *float64 `json:"after_bet_sol" parquet:"after_bet_sol,optional,zstd"`
	AfterBetEndTick     *int32   `json:"after_bet_end_tick" parquet:"after_bet_end_tick,optional,zstd"`
	AfterPnLSOL         *float64 `json:"after_pnl_sol" parquet:"after_pnl_sol,optional,zstd"`
	AfterServerCashSOL  *float64 `json:"after_server_cash_sol" parquet:"after_server_cash_sol,optional,zstd"`
	AfterServerQuantity *float64 `json:"after_server_quantity" parquet:"after_server_quantity,optional,zstd"`
	AfterServerAvgCost  *float64 `json:"after_server_avg_cost" parquet:"after_server_avg_cost,optional,zstd"`
	AfterServerPnLSOL   *float64 `json:"after_server_pnl_sol" parquet:"after_server_pnl_sol,optional,zstd"`
}

// pressTable is the table of all presses.
var pressTable = table[pressRow]{header: pressHeader(), rows: pressRows, cells: (*pressRow).cells}

func pressRows(rec *round.Recording, s round.Summary) []pressRow {
	rows := make([]pressRow, len(rec.Actions))
	for i := range rec.Actions {
		a := &rec.Actions[i]
		r := &rows[i]
		r.Source, r.Round = string(rec.Source), rec.ID
		if s.Ended && s.Rug.Certain {
			r.RugTick = pointer(int32(s.Rug.At))
		}
		r.AtNS, r.Control, r.Label, r.By = a.AtNS, string(a.Control), a.Label, string(a.By)
		r.AmountSOL, r.Part = sol(a.Amount), known(a.Part)
		r.Outcome, r.Evidence, r.DonePrice, r.Why = string(a.Outcome), string(a.Evidence), known(a.DonePrice), a.Why
		if a.Order != 0 {
			r.Order = pointer(a.Order)
		}
		if took := a.LatencyNS(); took.Present {
			r.ConfirmedNS, r.LatencyMS = pointer(a.ConfirmedNS), pointer(float64(took.Value)/1e6)
		}
		r.before(&a.Before)
		r.after(&a.After)
	}
	return rows
}

func (r *pressRow) before(m *round.Moment) {
	r.BeforePhase, r.BeforeTick, r.BeforePrice = phaseName(m.Phase), ticks(m.Tick), known(m.Price)
	r.BeforeBalanceSOL, r.BeforeQuantity, r.BeforeAvgCost = sol(m.Ours.Balance), known(m.Ours.Quantity), known(m.Ours.AvgCost)
	r.BeforeBetSOL, r.BeforeBetEndTick, r.BeforePnLSOL = sol(m.Ours.Bet), ticks(m.Ours.BetEnd), known(m.Ours.PnL)
	r.BeforeServerCashSOL, r.BeforeServerQuantity = known(m.Server.Cash), known(m.Server.Quantity)
	r.BeforeServerAvgCost, r.BeforeServerPnLSOL = known(m.Server.AvgCost), known(m.Server.PnL)
}

func (r *pressRow) after(m *round.Moment) {
	r.AfterPhase, r.AfterTick, r.AfterPrice = phaseName(m.Phase), ticks(m.Tick), known(m.Price)
	r.AfterBalanceSOL, r.AfterQuantity, r.AfterAvgCost = sol(m.Ours.Balance), known(m.Ours.Quantity), known(m.Ours.AvgCost)
	r.AfterBetSOL, r.AfterBetEndTick, r.AfterPnLSOL = sol(m.Ours.Bet), ticks(m.Ours.BetEnd), known(m.Ours.PnL)
	r.AfterServerCashSOL, r.AfterServerQuantity = known(m.Server.Cash), known(m.Server.Quantity)
	r.AfterServerAvgCost, r.AfterServerPnLSOL = known(m.Server.AvgCost), known(m.Server.PnL)
}

func pointer[T any](v T) *T { return &v }

func known[T any](v game.Opt[T]) *T {
	if !v.Present {
		return nil
	}
	return &v.Value
}

// sol is an amount as a number of SOL: the double nearest to it.
func sol(v game.Opt[money.Lamports]) *float64 {
	if !v.Present {
		return nil
	}
	return pointer(v.Value.Float())
}

func ticks(v game.Opt[int]) *int32 {
	if !v.Present {
		return nil
	}
	return pointer(int32(v.Value))
}

// phaseName leaves out what was not known.
func phaseName(p game.Phase) string {
	if p == game.PhaseUnknown {
		return ""
	}
	return p.String()
}

// pressHeader gives the names of the columns as JSON and Parquet have them.
func pressHeader() []string {
	row := reflect.TypeFor[pressRow]()
	names := make([]string, row.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(row.Field(i).Tag.Get("json"), ",")
	}
	return names
}

// cells are the row's values as text, empty where not known.
func (r *pressRow) cells() []string {
	row := reflect.ValueOf(r).Elem()
	texts := make([]string, row.NumField())
	for i := range texts {
		switch v := reflect.Indirect(row.Field(i)); v.Kind() {
		case reflect.String:
			texts[i] = v.String()
		case reflect.Int32, reflect.Int64:
			texts[i] = strconv.FormatInt(v.Int(), 10)
		case reflect.Uint64:
			texts[i] = strconv.FormatUint(v.Uint(), 10)
		case reflect.Float64:
			texts[i] = strconv.FormatFloat(v.Float(), 'f', -1, 64)
		}
	}
	return texts
}
