// Package replay plays a recorded round like a tape.
//
// A [Track] says when each tick of a round was. A [Player] is a fold over
// commands and the passing of time:
//
//	p := replay.NewPlayer(track, now)
//	for {
//		wait until a command comes or p.WakeNS() is reached
//		out := p.Step(replay.Input{NowNS: now, Command: command})
//		show out.State; look for the next round if out.WantNext and tell
//		the player what came of it, by Input.Next or Input.NoNext
//	}
//
// The player owns no goroutine and reads no clock: the time is in the input,
// so that a test can play a round in no time at all. Who calls it decides
// who may: exactly one goroutine does (a deck of package app).
package replay
