// Package watchdog sells what an armed app holds, should the app die: it is the
// same program as a second process, with a connection of its own to the game's page.
//
//	app -- Beat, ten a second --> stdin    watchdog    stdout -- signs --> app
//	                                           |
//	                                           +-- sale --> page
//
// [Start] starts the process and gives the app its side of it, a [Process]; [Run] is what the
// process does. While the app lives, the watchdog only listens: to the beats, and to
// the page, whose words tell it what is held. When to act is decided by
// [rugtape/internal/hands.Watch]. Then, each step within a limit of time:
//
//  1. the app is killed, and the home's lock and the orders journal are taken from
//     it, so that there are never two who press (takeover.go);
//  2. what the app may have pressed is explained, as far as the server has said so (exit.go);
//  3. what is held is sold: approved by a guard that lets sales through and nothing
//     else, written down, pressed once (sale.go);
//  4. everything is disarmed, and a person is told.
//
// A person is told within two seconds of the app's death, unless nothing is held by then.
package watchdog
