package app

// connectHints say what to do when a step of a connect has failed.
var connectHints = map[string]string{
	"find the program":     "install Chrome or Chromium, or name its program under [browser] in config.toml, then connect again",
	"start it":             "look whether its program can be run and its profile be written, then connect again",
	"wait for its port":    "close the browser that uses this profile, if there is one, or choose another directory, then connect again",
	"connect":              "look whether a Chrome with a debugging port runs there, then connect again",
	"find the tab":         "look whether the browser still answers, then connect again",
	"listen to its frames": "look in a browser whether the page loads, then connect again",
}

// hintOfSteps is what to do about the step that has failed, "" where none has.
func (h *hand) hintOfSteps() string {
	for i := range h.steps {
		if h.steps[i].State == "failed" {
			return connectHints[h.steps[i].Name]
		}
	}
	return ""
}
