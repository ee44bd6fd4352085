package script

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// mostSpent is what one decision may allocate in all, garbage included.
const mostSpent = 64 << 20

// bombs are scripts that would take all memory or time. Each is cut off by
// its own cost and by nothing else.
var bombs = []struct{ name, body string }{
	{"long loop", "for i in range(10 * 1000 * 1000 * 1000 * 1000):\n        pass"},
	{"nested loops", "x = [0 for a in range(9999) for b in range(9999) for c in range(9999)]"},
	{"long list", "x = [0] * 1000000000"},
	{"list of a range", "x = list(range(1000000000))"},
	{"sorted range", "x = sorted(range(1000000000))"},
	{"largest of a range", "x = max(range(1000000000))"},
	{"any of a range", "x = any(range(0, 1000000000, 1))"},
	{"zip of ranges", "x = zip(range(1000000000), range(1000000000))"},
	{"arguments", "f = lambda *many: len(many)\n    x = f(*range(1000000000))"},
	{"extend", "x = []\n    x.extend(range(1000000000))"},
	{"extend in place", "x = []\n    x += range(1000000000)"},
	{"long text", "x = \"a\" * 1000000000"},
	{"doubling text", "x = \"a\"\n    for i in range(64):\n        x += x"},
	{"doubling text, written out", "x = \"a\"\n    for i in range(64):\n        x = x + x"},
	{"doubling list", "x = [1]\n    for i in range(64):\n        x += x"},
	{"doubling list in a list", "x = [[1]]\n    for i in range(64):\n        x[0] += x[0]"},
	{"doubling by format", "x = \"a\"\n    for i in range(64):\n        x = \"%s%s\" % (x, x)"},
	{"doubling by .format", "x = \"a\"\n    for i in range(64):\n        x = \"{0}{0}{0}\".format(x)"},
	{"doubling by join", "x = \"a\"\n    for i in range(64):\n        x = x.join([x, x, x])"},
	{"growing by replace", "x = \"aaaa\"\n    for i in range(64):\n        x = x.replace(\"a\", x)"},
	{"squares", "x = 3\n    for i in range(64):\n        x = x * x"},
	{"squares in place", "x = 3\n    for i in range(64):\n        x *= x"},
	{"shifts", "x = 1\n    for i in range(64):\n        x = x << 500"},
	{"shift in place", "x = 1\n    for i in range(64):\n        x <<= 500"},
	{"huge number from a text", "x = int(\"9\" * 100000)"},
	{"comparing what shares", "x, y = [1], [1]\n    for i in range(9):\n        x, y = [x] * 100, [y] * 100\n    z = x == y"},
	{"printing what shares", "x = [1]\n    for i in range(40):\n        x = [x, x]\n    z = str(x)"},
	{"print", "x = [1]\n    for i in range(40):\n        x = [x, x]\n    print(x)"},
	{"fail", "x = [1]\n    for i in range(40):\n        x = [x, x]\n    fail(x)"},
	{"hashing what shares", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = {x: 1}"},
	{"hashing by index", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = {}\n    z[x] = 1"},
	{"hashing by get", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = {}.get(x)"},
	{"hashing by in", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = x in {}"},
	{"hashing by dict", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = dict([(x, x)])"},
	{"hashing by a comprehension", "x = (1,)\n    for i in range(40):\n        x = (x, x)\n    z = {k: 1 for k in [x]}"},
	{"searching what shares", "x, y = [1], [1]\n    for i in range(9):\n        x, y = [x] * 100, [y] * 100\n    z = x in [y]"},
	{"index of what shares", "x, y = [1], [1]\n    for i in range(9):\n        x, y = [x] * 100, [y] * 100\n    z = [y].index(x)"},
	{"sorting what shares", "x, y = [1], [1]\n    for i in range(9):\n        x, y = [x] * 100, [y] * 100\n    z = sorted([x, y])"},
	{"slices of a long list", "x = [0] * 50000\n    for i in range(9999):\n        y = x[1:]"},
	{"slices of a long text", "x = \"a\" * 500000\n    for i in range(9999):\n        y = x[::2]"},
	{"searches in a long list", "x = [0] * 50000\n    for i in range(9999):\n        y = 1 in x"},
	{"searches in a long text", "x = \"a\" * 500000\n    for i in range(9999):\n        y = x.find(\"b\")"},
	{"pops from a long list", "x = [0] * 50000\n    for i in range(9999):\n        x.insert(0, x.pop(0))"},
	{"keys of a large dict", "x = {i: i for i in range(9999)}\n    for i in range(9999):\n        y = x.keys()"},
	{"unions of a large dict", "x = {i: i for i in range(2000)}\n    for i in range(9999):\n        y = x | x"},
	{"pieces of a text", "x = \"a \" * 50000\n    for i in range(9999):\n        y = x.split()"},
	{"steps back over the prices", "for i in range(99999):\n        x = view.prices[::-1]"},
	{"lists of the prices", "for i in range(99999):\n        x = list(view.prices)"},
	{"keys of one hash", "d = {}\n    for i in range(1000000):\n        d[i * 4294967296] = 1"},
	{"keys of one hash, by range", "d = {}\n    for i in range(0, 4294967296000000, 4294967296):\n        d[i] = 1"},
	{"keys of one bucket", "d = {}\n    for i in range(0, 65536000000, 65536):\n        d[i] = 1"},
	{"floats of one hash", "d = {}\n    for i in range(1000000):\n        d[i * 4294967296.0] = 1"},
	{"tuples of one hash", "d = {}\n    for i in range(1000000):\n        d[(i * 4294967296,)] = 1"},
	{"keys of one hash, by setdefault", "d = {}\n    for i in range(1000000):\n        d.setdefault(i * 4294967296, 1)"},
	{"keys of one hash, by a comprehension", "d = {i: 1 for i in range(0, 4294967296000000, 4294967296)}"},
	{"keys of one hash, by dict", "d = dict([(i, 1) for i in range(0, 42949672960000, 4294967296)])\n    fail(list(range(100000)))"},
	{"keys of one hash, by zip", "d = dict(zip(range(0, 34359738368000, 4294967296), range(8000)))\n    fail(list(range(100000)))"},
	{"keys of one hash, by update", "d = {}\n    d.update([(i, 1) for i in range(0, 34359738368000, 4294967296)])\n    fail(list(range(100000)))"},
	{"calls of large frames", "f = lambda: 1 if True else [" + strings.Repeat("1,", 240) + "1]\n    for i in range(1000000):\n        f()"},
	{"cycle", "x = []\n    x.append(x)\n    y = str(x)\n    z = x == [x]"},
	{"deep list", "x = []\n    for i in range(9999):\n        x = [x]\n    y = str(x)"},
	{"calls of calls", "f0 = lambda: 0\n    f1 = lambda: [f0() for i in range(999)]\n    f2 = lambda: [f1() for i in range(999)]\n    f2()"},
}

func TestBombs(t *testing.T) {
	for _, c := range bombs {
		t.Run(c.name, func(t *testing.T) {
			s := compiled(t, "def decide(view):\n    "+c.body+"\n    return WAIT\n").New()
			v := live()
			v.Prices = make([]float64, 5000)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			s.Decide(v)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			spent := after.TotalAlloc - before.TotalAlloc
			t.Logf("%v, %d kB: %v", took, spent>>10, s.Err())
			if s.Err() == nil {
				t.Fatal("it was not cut off")
			}
			if spent > mostSpent {
				t.Errorf("it allocated %d MiB", spent>>20)
			}
			for _, word := range []string{"it was cut off after 100000 steps", "4096 bits", "more than 64 deep", "at most 1024 digits", "recursion depth"} {
				if strings.Contains(s.Err().Error(), word) {
					return
				}
			}
			t.Errorf("it failed for another reason: %v", s.Err())
		})
	}
}

// A bomb at the top of a script is found by Compile.
func TestBombAtTheTop(t *testing.T) {
	for _, top := range []string{"x = [0] * 1000000000", "x = [[a] * 999 for a in range(99999)]"} {
		_, err := Compile("t.star", top+"\n"+waits, nil, Options{})
		if err == nil || !strings.Contains(err.Error(), "t.star:1:") || !strings.Contains(err.Error(), "cut off") {
			t.Errorf("%s: %v", top, err)
		}
	}
}

// What is known to be cheap takes no guard, and what is not does: the kinds
// of names are followed through a function in any order.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		name, body string
		guards     int
	}{
		{"view and parameter", "return SELL() if view.price >= params[\"m\"] * 2 else WAIT", 1},
		{"a global number", "return SELL() if view.price >= M * 2 else WAIT", 0},
		{"a local float", "x = 1.0\n    for i in range(3):\n        x = x * i\n    return WAIT if x > i else WAIT", 0},
		{"ints that grow", "x = 2\n    for i in range(3):\n        x = x * x\n    return WAIT", 1},
		{"names in a circle", "x, y = 1.0, 1\n    x = y\n    y = x\n    return WAIT if x > y else WAIT", 1},
		{"a sum of prices", "t = 0.0\n    for p in view.prices[-3:]:\n        t += p\n    return WAIT", 0},
		{"a text", "x = \"a\"\n    return WAIT if x == view.phase else WAIT", 0},
		{"an unknown key", "return WAIT if LIST[view.waiting] > LIST[LIST[0]] else WAIT", 3},
	} {
		file, err := dialect.Parse("t.star", "params = {\"m\": 2.0}\nM = 2.0\nLIST = [1]\ndef decide(view):\n    "+c.body+"\n", 0)
		if err != nil {
			t.Fatal(err)
		}
		if failed := meterFile(file); failed != nil {
			t.Fatal(failed)
		}
		if got := countGuards(file); got != c.guards {
			t.Errorf("%s has %d guards, want %d", c.name, got, c.guards)
		}
	}
}
