package ledger

import "rugtape/internal/game"

// Audit holds our books against the server's leaderboard, field by field.
//
//	var audit ledger.Audit
//	for each event in the order it was received {
//		audit.Step(event, rows, told) // rows of the leaderboard that came with a frame
//	}
//	report := audit.Report()
//
// The leaderboard tells standings, not actions: what a player did between two
// rows is inferred. Each inference names the fields that were its evidence
// (guess.evidence), and in that row only the others count as compared; in
// every row after it all of them do. A round is audited when it is over, so
// that prices and rug are known from whatever message told them.
//
// The zero value is ready.
type Audit struct {
	machine game.Machine
	sheet   *sheet // of the round that was live last
	report  AuditReport
}

// AuditReport is what an audit found.
type AuditReport struct {
	Rounds, Players int
	Opened          int // how often books were begun from a row: for each player, and after absences
	Rows            int // of leaderboards
	Compared, Equal int // rows
	Fields          int // compared, in all rows
	Evidence        int // fields that an inference was made from, and which were not compared
	Excluded        map[Reason]int
	// Trades are the sampled trades of players that were followed then; they
	// play no part in the inferences.
	Trades, TradesEqual int
	Differences         []Difference // the first maxDifferences
	DifferencesTotal    int
}

const maxDifferences = 100

// Reason says why a row was not compared.
type Reason string

// The reasons.
const (
	// LotsUnknown: it holds lots that were bought before the player was seen,
	// and the row does not tell which.
	LotsUnknown Reason = "lots_bought_unseen"
	// PriceUnknown: the price at which the row values its lots was missed.
	PriceUnknown Reason = "price_unknown"
	// RoundUnseen: it is the final standing of a round that was over before.
	RoundUnseen Reason = "round_unseen"
	// EndUnseen: trades at the last ticks before the rug, which no live frame
	// shows, changed it.
	EndUnseen Reason = "traded_at_the_rug"
	// PresaleRow: before a round it is not told of which round a row is.
	PresaleRow Reason = "presale"
	// LateRow: it came after younger ones.
	LateRow Reason = "late"
	// WentOn: the round went on after its rug, which had settled all.
	WentOn Reason = "round_went_on"
	// ShortPosition: shorts are not booked here.
	ShortPosition Reason = "short_position"
	// NoFigures: a figure without which it cannot be followed is absent, or
	// beyond Limit.
	NoFigures Reason = "figures_absent"
)

// Difference is a field in which a row and our books do not agree.
type Difference struct {
	Round  string
	Tick   int // of the frame
	Player string
	Field  string
	Ours   float64
	Theirs float64
}

// Step takes the next event; rows are the standings in it, if it told any.
func (a *Audit) Step(e game.Event, rows []game.Standing, told bool) {
	for _, fact := range a.machine.Step(e) {
		a.fact(&fact)
	}
	if f := e.Frame; f != nil && told {
		a.report.Rows += len(rows)
		a.standings(f, rows)
	}
}

// Report audits the round that is still open and tells all. The Audit is
// done then.
func (a *Audit) Report() AuditReport {
	a.finish()
	return a.report
}

func (a *Audit) fact(f *game.Fact) {
	switch f.Kind {
	case game.PhaseChanged:
		live := f.Phase >= game.PhaseActivation
		if live && (a.sheet == nil || a.sheet.round != f.Round) {
			a.finish()
			a.sheet = newSheet(f.Round)
		}
	case game.Traded:
		if s := a.sheet; s != nil && s.round == f.Round {
			s.trades = append(s.trades, *f.Trade)
		}
	case game.Ticked, game.Filled, game.Rugged, game.Resumed:
		if s := a.sheet; s != nil && s.round == f.Round {
			s.fact(f)
		}
	}
}

// standings files the rows of a frame under the players.
func (a *Audit) standings(f *game.Frame, rows []game.Standing) {
	s := a.sheet
	var at sighting
	switch phase := f.Phase(); {
	case phase == game.PhasePresale || phase == game.PhaseUnknown:
		a.exclude(PresaleRow, len(rows))
		return
	case s == nil:
		a.exclude(RoundUnseen, len(rows))
		return
	case phase == game.PhaseCooldown: // the rows are still the last round's
		at = sighting{tick: afterAll, over: true}
	case f.Round != s.round:
		a.exclude(LateRow, len(rows))
		return
	case s.wentOn:
		a.exclude(WentOn, len(rows))
		return
	default:
		at = sighting{tick: f.Tick.Or(0), rugged: phase == game.PhaseRugged}
		at.over = at.rugged && at.tick > s.rug.tick
		if len(f.Prices) > 0 && !at.rugged {
			at.tick++ // the frame on connecting has the standings of the next tick's
		}
	}
	at.rug = s.rug
	for i := range rows {
		at.row = rows[i]
		s.file(at)
	}
}

func (a *Audit) exclude(why Reason, n int) {
	if n == 0 {
		return
	}
	if a.report.Excluded == nil {
		a.report.Excluded = map[Reason]int{}
	}
	a.report.Excluded[why] += n
}

func (a *Audit) differs(d Difference) {
	a.report.DifferencesTotal++
	if len(a.report.Differences) < maxDifferences {
		a.report.Differences = append(a.report.Differences, d)
	}
}

// finish audits the round that is open, player by player.
func (a *Audit) finish() {
	s := a.sheet
	if a.sheet = nil; s == nil || len(s.players) == 0 {
		return
	}
	a.report.Rounds++
	for _, p := range s.players {
		a.report.Players++
		f := follower{audit: a, sheet: s, player: p.id}
		for i := range p.rows {
			f.next = p.after(i)
			f.see(&p.rows[i])
		}
		f.holdTrades()
	}
}
