#!/usr/bin/env python3
"""A strategy as a program: it buys a dip and sells the recovery.

rugtape starts it and speaks to it by lines of JSON (docs/strategies.md):

    rugtape backtest --strategy 'program:python3 internal/script/examples/dip.py' --rounds 1000 --seed 1

It needs nothing but Python's standard library.
"""

import json
import sys

DIP = 0.8  # buys when the price is below this part of the round's highest
GAIN = 0.1  # sells at this gain
STAKE = "0.01"  # SOL, as a text: no float is ever rounded


class Dip:
    def __init__(self):
        self.done = False  # one position a round

    def observe(self, fact):
        if fact["kind"] == "round_opened":
            self.done = False

    def decide(self, view):
        if view["waiting"] > 0:
            return {"action": "WAIT", "why": "an order is on its way"}
        if view["holds"]:
            if view["gain"] >= GAIN:
                return {"action": "SELL", "part": 1, "why": f"a gain of {view['gain']:.1%}"}
            return {"action": "WAIT", "why": "holding"}
        if view["phase"] == "live" and not self.done and view["price"] < DIP * view["high"]:
            self.done = True
            return {"action": "BUY", "amount": STAKE, "why": f"{view['price']:.4f} is a dip"}
        return {"action": "WAIT", "why": "no dip"}


def say(answer):
    print(json.dumps(answer), flush=True)


def main():
    strategy = Dip()
    for text in sys.stdin:  # ends when rugtape closes our input
        line = json.loads(text)
        if line["type"] == "hello":
            say({"type": "hello", "protocol": 1, "renews": True})
        elif line["type"] == "renew":  # another session: forget everything
            strategy = Dip()
            say({"type": "renew"})
        elif line["type"] == "fact":  # not answered
            strategy.observe(line["fact"])
        elif line["type"] == "view":
            say({"id": line["id"], **strategy.decide(line["view"])})


if __name__ == "__main__":
    main()
