package arena

import (
	"strconv"

	"rugtape/internal/wire"
)

// The three shapes of gameStateUpdate. Their members stand in the order in
// which captured frames have them.

// tickFrame is the frame of a tick, and of the rug.
func (w *world) tickFrame() []byte {
	t := text{w.scratch[:0]}
	t.open('{')
	t.flag("active", true)
	t.number("price", w.price())
	w.partialPrices(&t)
	t.whole("tradeCount", int64(w.trades))
	t.flag("rugged", w.stage == rugged)
	t.whole("tickCount", int64(w.tick))
	w.timer(&t)
	w.past.averages(&t)
	t.raw("leaderboard", w.board)
	t.word("gameId", w.plan.id)
	t.whole("connectedPlayers", int64(w.connected()))
	w.past.pool.write(&t)
	t.raw("rugRoyale", w.royale.frame)
	w.fingerprint(&t)
	t.close('}')
	w.scratch = t.b
	return t.b
}

// fullFrame has all there is. For who connects it has the prices of the whole
// round instead of the last five.
func (w *world) fullFrame(connecting bool) []byte {
	t := text{w.scratch[:0]}
	t.open('{')
	t.name("gameHistory")
	t.open('[')
	for _, entry := range w.past.entries {
		t.comma()
		t.b = append(t.b, entry.text...)
	}
	t.close(']')
	w.past.averages(&t)
	w.past.records(&t)
	t.raw("availableShitcoins", []byte(`[{"address":"0xPractice","ticker":"FREE","name":"Practice SOL","max_bet":10000,"max_win":100000}]`))
	t.flag("active", w.stage != countdown)
	t.number("price", w.price())
	t.flag("rugged", w.over())
	t.whole("tickCount", int64(w.counter()))
	w.timer(&t)
	t.raw("leaderboard", w.board)
	t.word("gameId", w.plan.id)
	t.whole("connectedPlayers", int64(w.connected()))
	t.word("gameVersion", w.plan.version)
	t.raw("rugRoyale", w.royale.frame)
	if connecting {
		t.numbers("prices", w.sofar())
	} else {
		w.partialPrices(&t)
	}
	w.fingerprint(&t)
	t.close('}')
	w.scratch = t.b
	return t.b
}

// lightFrame is a step of the countdown. What there is no sense in then is
// absent.
func (w *world) lightFrame() []byte {
	t := text{w.scratch[:0]}
	t.open('{')
	t.word("gameId", w.plan.id)
	t.whole("cooldownTimer", int64(w.timerMS))
	t.flag("cooldownPaused", false)
	t.flag("allowPreRoundBuys", w.presale())
	t.raw("leaderboard", w.board)
	t.whole("connectedPlayers", int64(w.connected()))
	w.fingerprint(&t)
	t.close('}')
	w.scratch = t.b
	return t.b
}

// connectFrame is the full frame for who connects now. It has the standings
// of the frame that comes next.
func (w *world) connectFrame() []byte {
	if w.first == nil {
		w.drawBoard()
		w.first = wire.AppendEvent(nil, wire.StateUpdate, -1, w.fullFrame(true))
	}
	return w.first
}

// over tells whether the rug has come.
func (w *world) over() bool { return w.stage == rugged || w.stage == between }

func (w *world) presale() bool { return w.stage == countdown && w.timerMS <= presaleMS }

// counter is tickCount: it runs on after the rug.
func (w *world) counter() int {
	switch w.stage {
	case countdown:
		return 0
	case between:
		return w.tick + w.ranOn
	}
	return w.tick
}

func (w *world) timer(t *text) {
	ms := 0
	if w.stage == countdown {
		ms = w.timerMS
	}
	t.whole("cooldownTimer", int64(ms))
	t.flag("cooldownPaused", false)
	t.word("pauseMessage", "")
	t.flag("allowPreRoundBuys", w.presale())
}

// connected counts the clients and the simulated players.
func (w *world) connected() int { return w.sockets + len(w.crowd.members) }

// fingerprint is that of the round's seed; the seed itself stays here.
func (w *world) fingerprint(t *text) {
	t.name("provablyFair")
	t.open('{')
	t.word("serverSeedHash", w.plan.hash)
	t.word("version", w.plan.version)
	t.close('}')
}

// partialPrices are the last five ticks. They end with the rug.
func (w *world) partialPrices(t *text) {
	end := w.tick
	if w.stage == countdown {
		end = 0
	}
	start := max(0, end-4)
	t.name("partialPrices")
	t.open('{')
	t.whole("startTick", int64(start))
	t.whole("endTick", int64(end))
	t.name("values")
	t.open('{')
	for tick := start; tick <= end; tick++ {
		t.number(strconv.Itoa(tick), w.plan.price(tick))
	}
	t.close('}')
	t.close('}')
}

// sofar are the prices of the round up to now.
func (w *world) sofar() []float64 {
	if w.stage == countdown {
		return w.plan.prices[:1]
	}
	return w.plan.all()[:w.tick+1]
}
