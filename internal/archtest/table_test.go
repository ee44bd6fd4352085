package archtest

import "slices"

// layer says which bans a package is under.
type layer int

const (
	core     layer = iota // values in, values out: standard library and the core only, all bans
	codec                 // bytes <-> values: the core's bans, but I/O interfaces, encodings and compression
	adapter               // one technology each; never imports another adapter
	assembly              // puts the rest together
)

// rule says what one package may import. The standard library is open to all
// but for the bans of its layer; test files may import whatever their package
// may and testModules.
type rule struct {
	layer   layer
	imports []string // packages under internal/
	modules []string // modules of others
}

const (
	chromedp    = "github.com/chromedp/chromedp"
	cdproto     = "github.com/chromedp/cdproto"
	websocket   = "github.com/coder/websocket"
	jsonv2      = "github.com/go-json-experiment/json"
	compress    = "github.com/klauspost/compress"
	sqlite      = "modernc.org/sqlite"
	flock       = "github.com/gofrs/flock"
	parquet     = "github.com/parquet-go/parquet-go"
	gonum       = "gonum.org/v1/gonum"
	histogram   = "github.com/HdrHistogram/hdrhistogram-go"
	prometheus  = "github.com/prometheus/client_golang"
	starlark    = "go.starlark.net"
	cobra       = "github.com/spf13/cobra"
	pflag       = "github.com/spf13/pflag"
	tomlModule  = "github.com/BurntSushi/toml"
	tint        = "github.com/lmittmann/tint"
	progressbar = "github.com/schollz/progressbar/v3"
	xterm       = "golang.org/x/term"
)

// testModules are open to every test file, and to nothing else.
var testModules = []string{
	"go.uber.org/goleak",
	"pgregory.net/rapid",
	"github.com/rogpeppe/go-internal",
	"github.com/google/go-cmp",
	chromedp, cdproto, websocket,
}

// allCore names every package of the core: who may import "all core" gets
// what exists of it.
var allCore = []string{
	"money", "game", "fair", "round", "replay", "ledger", "strategy", "guard", "paper", "engine", "desk", "hands", "lab",
}

// table is ARCHITECTURE.md's, under internal/ (and cmd/rugtape). A package that is
// not here does not build past CI; an entry whose package is still to come
// harms nobody.
var table = map[string]rule{
	"money":    {layer: core},
	"game":     {layer: core, imports: []string{"money"}},
	"fair":     {layer: core, imports: []string{"money"}},
	"round":    {layer: core, imports: []string{"money", "game", "fair"}},
	"replay":   {layer: core, imports: []string{"money", "game", "round"}},
	"ledger":   {layer: core, imports: []string{"money", "game"}},
	"strategy": {layer: core, imports: []string{"money", "game", "ledger"}},
	"guard":    {layer: core, imports: []string{"money", "game", "ledger", "strategy"}},
	"paper":    {layer: core, imports: []string{"money", "game", "ledger", "guard"}},
	"engine":   {layer: core, imports: []string{"money", "game", "ledger", "strategy", "guard"}},
	"desk":     {layer: core, imports: []string{"money", "game", "round", "replay", "ledger", "strategy", "guard", "paper", "engine"}},
	"hands":    {layer: core, imports: []string{"money", "game", "round", "ledger", "guard", "strategy"}},
	"lab":      {layer: core, imports: allCore, modules: []string{gonum}},

	"wire": {layer: codec, imports: []string{"money", "game"}, modules: []string{jsonv2, compress}},
	"tape": {
		layer:   codec,
		imports: []string{"money", "game", "fair", "round", "wire", "guard", "ledger", "engine", "strategy", "paper"},
		modules: []string{jsonv2, compress},
	},

	"feed":    {layer: adapter, imports: []string{"wire"}, modules: []string{websocket, jsonv2, histogram}},
	"journal": {layer: adapter, imports: []string{"tape", "round", "game", "money"}},
	"arena": {
		layer:   adapter,
		imports: []string{"wire", "round", "game", "fair", "ledger", "money"},
		modules: []string{websocket, jsonv2},
	},
	"library": {
		layer:   adapter,
		imports: []string{"tape", "round", "game", "fair", "money"},
		modules: []string{sqlite, flock, jsonv2, compress, parquet},
	},
	"browser": {
		layer:   adapter,
		imports: []string{"wire", "guard", "game", "money", "strategy"},
		modules: []string{cdproto, websocket, jsonv2},
	},
	"script": {
		layer:   adapter,
		imports: []string{"strategy", "game", "ledger", "money"},
		modules: []string{starlark, jsonv2},
	},
	"web": {
		layer:   adapter,
		imports: []string{"round", "game", "fair", "ledger", "strategy", "guard", "engine", "desk", "lab", "replay", "wire", "money"},
		modules: []string{websocket, jsonv2, prometheus},
	},

	"report": {layer: assembly, imports: allCore, modules: []string{jsonv2}},
	"watchdog": {
		layer: assembly,
		imports: []string{
			"game", "guard", "hands", "strategy", "wire", "tape", "journal", "library", "browser",
		},
		modules: []string{jsonv2},
	},
	"app": {
		layer: assembly,
		imports: slices.Concat(allCore, []string{
			"wire", "tape", "feed", "journal", "arena", "library", "browser", "script", "web", "report", "watchdog",
		}),
		modules: []string{jsonv2, histogram, prometheus},
	},
	"cli": {
		layer: assembly,
		imports: slices.Concat(allCore, []string{
			"wire", "tape", "feed", "journal", "arena", "library", "browser", "script", "web", "report", "watchdog", "app",
		}),
		modules: []string{cobra, pflag, tomlModule, tint, progressbar, xterm, jsonv2},
	},
	"archtest":    {layer: assembly},
	"peertest":    {layer: assembly}, // for tests alone: no package may import it, every test file may
	"cmd/rugtape": {layer: assembly, imports: []string{"cli"}},
}
