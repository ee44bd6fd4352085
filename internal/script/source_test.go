package script

// targetSource is a plain strategy: it remembers nothing.
const targetSource = `params = {"m": 2.0, "stake": "0.01"}

def decide(view):
    if view.waiting > 0:
        return WAIT("an order is on its way")
    if view.holds:
        if view.price >= params["m"]:
            return SELL(1, why="the target is reached")
        return WAIT
    if view.phase == "presale":
        return BUY(params["stake"], why="the round opens")
    return WAIT
`

// meanSource looks back over 20 prices at each tick.
const meanSource = `
def decide(view):
    total = 0.0
    for p in view.prices[-20:]:
        if p != None:
            total += p
    if view.price < 0.5 * total / 20:
        return BUY("0.01", why="half of the mean")
    return WAIT
`

// stateSource remembers a few numbers.
const stateSource = `
state = {"ticks": 0, "best": 1.0, "last": None}

def decide(view):
    state["ticks"] += 1
    if view.price > state["best"]:
        state["best"] = view.price
    state["last"] = view.price
    return WAIT
`
