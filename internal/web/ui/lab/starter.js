/** The script that an empty editor begins with: the shortest that plays. */
export const STARTER = {
  name: 'first',
  source: `# Buys when the round opens and sells at a target.
params = {"m": 2.0, "stake": "0.01"}

def decide(view):
    if view.waiting > 0:
        return WAIT("an order is on its way")
    if view.holds and view.price >= params["m"]:
        return SELL(1, why = "the target is reached")
    if view.phase == "presale":
        return BUY(params["stake"], why = "the round opens")
    return WAIT
`,
};
