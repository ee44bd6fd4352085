// Package paper is a venue that plays the game's part: it takes approved orders
// and reports what became of them, later and not always, as a [Model] says.
//
//	reports := venue.Submit(approved, nowNS)   // a refusal at once, or nothing
//	reports = venue.Presale()                  // before the round, or
//	reports = venue.Tick(nowNS, tick, price)   // at each live tick
//	reports = venue.Over()                     // at the rug, or when the next round comes without one
//
// Each call gives the reports that follow from it, valid until the next call;
// they go back to the engine as inputs. An order is done at the price of the
// tick at which it is due, never at one that was seen before.
//
// An order belongs to the round that it was approved in: where a step of the
// engine opens another one, Over comes before Submit.
//
// The venue keeps no books: whether there is enough to pay or to sell is
// settled by the ledger when the report is booked. It reads no clock, and its
// dice are part of its state: the same orders give the same reports.
package paper
