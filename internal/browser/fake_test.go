//go:build unix

package browser

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What a browser of the tests is to say, and on which port.
const fakePortVar = "RUGTAPE_FAKE_PORT"

// fake is a browser that is none, with whatever can be wrong with one. The job
// may name several things, which are done one after the other.
func fake(job string) int {
	signal.Ignore(syscall.SIGTERM)
	for what := range strings.SplitSeq(job, ",") {
		switch what {
		case "dies":
			fmt.Fprintln(os.Stderr, "cannot open display")
			return 3
		case "dies later":
			<-time.After(20 * time.Millisecond)
			return 4
		case "garbage":
			fmt.Fprint(os.Stderr, strings.Repeat("\xff\x00{]garbage", 20_000), "\nDevTools listening on nothing\nDevTools listening on ws://example.org:80/x\n")
		case "long line":
			fmt.Fprint(os.Stderr, strings.Repeat("x", 1<<20))
		case "forks":
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), fakeVar+"=hangs")
			child.Stderr = os.Stderr // it holds the pipe
			if child.Start() != nil {
				return 5
			}
		case "closes stderr":
			_ = os.Stderr.Close()
		case "port":
			fmt.Fprintf(os.Stderr, "\nDevTools listening on ws://127.0.0.1:%s/devtools/browser/x\n", os.Getenv(fakePortVar))
		case "wrong port":
			l, err := net.Listen("tcp", loopback+":0")
			if err != nil {
				return 6
			}
			_ = l.Close() // nobody listens there now
			fmt.Fprintf(os.Stderr, "\nDevTools listening on ws://%s/devtools/browser/x\n", l.Addr())
		case "impossible port":
			fmt.Fprint(os.Stderr, "DevTools listening on ws://127.0.0.1:"+strconv.Itoa(1<<17)+"/x\n")
		case "hangs":
			select {}
		}
	}
	return 0
}
