// Package wire reads and writes what the game's server and its clients say to
// each other: packets of Engine.IO 4 and Socket.IO v4, and the events in
// them.
//
// A caller that reads a connection:
//
//	for each text message {
//		packet, err := wire.ParsePacket(message)
//		switch {
//		case err != nil:
//			// not the protocol: an ErrPacket
//		case packet.Kind == wire.PacketPing:
//			// answer wire.Pong
//		case packet.Kind == wire.PacketEvent:
//			said, err := wire.DecodeEvent(packet.Name, packet.Payload(), recvNS)
//			...
//		}
//	}
//
// [DecodeEvent] turns one event, by its name and the JSON text that came with
// it, into a [game.Event]; recordings of events are read by it too:
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
// them) is stepped over by its quotes and brackets: what stands between
// those is not checked, and damage in it costs nothing.
//
// A message that is written down goes through a [Filter] first, which takes
// out of it what nobody should find there.
//
// Whatever a server sends costs memory in proportion to its length, at most,
// and ends in an [ErrPacket], [ErrHandshake], [ErrEvent] or [ErrTooDeep].
// Nothing here waits, keeps what it was given, or holds a connection: that is
// package feed's.
package wire
