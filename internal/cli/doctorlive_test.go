package cli

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestSlowDisk: a disk that takes half a second to sync is too slow, whoever bears
// with it here.
func TestSlowDisk(t *testing.T) {
	if seen, err := judgeSync(slowSync, slowSync); err != nil || !strings.Contains(seen, "durable after 500ms") {
		t.Errorf("at the bound: %q, %v", seen, err)
	}
	var bad fault
	if seen, err := judgeSync(slowSync+time.Millisecond, slowSync); seen != "" || !errors.As(err, &bad) ||
		!strings.Contains(bad.seen, "501ms") || !strings.Contains(bad.do, "faster disk") {
		t.Errorf("past it: %q, %v", seen, err)
	}
}
