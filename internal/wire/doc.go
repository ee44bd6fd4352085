// Package wire reads what the game's server says.
//
// [DecodeEvent] turns one event, by its name and the JSON text that came with
// it, into a [game.Event]. A caller that reads a feed or a recording of one:
//
//	said, err := wire.DecodeEvent(name, payload, recvNS)
//	switch {
//	case err != nil:
//		// the event is of a known kind and cannot be read: count and name it
//	case !said.Known:
//		// carried, not interpreted
//	default:
//		facts := machine.Step(said.Event)
//		// said.Lost tells which of its entries could not be used
//	}
//
// What the server left out stays absent ([game.Opt]); null is absent too.
// Amounts go from their digits to [money.Lamports], never through a float.
// Of players only a pseudonym is kept, never an id or a name. What is not
// used (promotions; leaderboards, unless [DecodeLeaderboard] is asked for
// them) is stepped over by its quotes and brackets: it is not checked, and
// damage in it costs nothing.
package wire
