package feed

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var rewrite = flag.Bool("rewrite", false, "write what the link and the vitals do into the transcripts")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
