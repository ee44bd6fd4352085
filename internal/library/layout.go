package library

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"rugtape/internal/round"
)

// The layout of a home.
const (
	roundsName     = "rounds"
	catalogueName  = "catalogue.db"
	trashName      = "trash"
	quarantineName = "quarantine"
	tmpName        = "tmp"
	lockName       = "lock"
	chainName      = "chain.jsonl"
	keyName        = "key"
)

// fileExt ends the name of every round file.
const fileExt = ".jsonl.zst"

// roundPath is where a round's file lies, below home: rounds/<source>/<year
// and month of the id, or "undated">/<id>.jsonl.zst. Both parts of the key
// have been checked.
func roundPath(key round.Key) string {
	name := key.ID
	if lower := strings.ToLower(name); lower != name || reservedName(lower) {
		// Where names differ by case only, or are a device's, some systems
		// have one file for several ids.
		name += "." + shortHash(name)
	}
	return filepath.Join(roundsName, string(key.Source), month(key.ID), name+fileExt)
}

// month reads the month that the site's ids begin with, as YYYYMM.
func month(id string) string {
	const undated = "undated"
	if len(id) < 9 || id[8] != '-' {
		return undated
	}
	for _, c := range id[:8] {
		if c < '0' || c > '9' {
			return undated
		}
	}
	if m, d := id[4:6], id[6:8]; m < "01" || m > "12" || d < "01" || d > "31" {
		return undated
	}
	return id[:6]
}

// reservedName tells the names that are devices on Windows.
func reservedName(lower string) bool {
	switch lower {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(lower) == 4 && (strings.HasPrefix(lower, "com") || strings.HasPrefix(lower, "lpt"))
}

// shortHash is a few hex digits that tell texts apart.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

func isTemporary(name string) bool {
	return strings.HasPrefix(name, ".") && strings.Contains(name, tempMark)
}
