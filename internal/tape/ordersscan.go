package tape

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"
)

// OrdersHead is the first line of an orders journal. Records that were kept
// when the journal was made shorter come first: their numbers rise with gaps,
// and from First on there is none.
type OrdersHead struct {
	Rugtape string `json:"rugtape"`
	Format  int    `json:"format"`
	Kept    int    `json:"kept"`
	First   uint64 `json:"first"`
}

const (
	ordersMark   = "orders"
	ordersFormat = 1
	ordersPrefix = `{"rugtape":"orders","format":`
)

// EncodeOrdersHead writes the first line of a journal that keeps so many
// records, and goes on with the number first.
func EncodeOrdersHead(kept int, first uint64) ([]byte, error) {
	text, err := json.Marshal(OrdersHead{ordersMark, ordersFormat, kept, first})
	if err != nil {
		return nil, fmt.Errorf("write the head of an orders journal: %w", err)
	}
	return sealOrder(text), nil
}

func parseOrdersHead(line []byte) (h OrdersHead, err error) {
	object, err := unsealOrder(line)
	if err != nil || !bytes.HasPrefix(line, []byte(ordersPrefix)) {
		return h, fmt.Errorf("%w: its first line is no head", ErrOrdersDamaged)
	}
	if err := json.Unmarshal(object, &h); err != nil || h.Format != ordersFormat {
		return h, ErrOrdersNewer
	}
	if again, err := EncodeOrdersHead(h.Kept, h.First); err != nil || !bytes.Equal(again, line) || h.Kept < 0 || h.First == 0 {
		return h, fmt.Errorf("%w: its first line is no head", ErrOrdersDamaged)
	}
	return h, nil
}

// OrdersScan is what an orders journal holds.
type OrdersScan struct {
	Records []OrderRecord
	Next    uint64 // number of the record that comes next
	Safe    int    // bytes of its whole lines
	// Torn is how many bytes follow them, of a line that was not written to its
	// end: whoever wrote it was not told that it is there.
	Torn int
}

// ScanOrders reads the text of an orders journal. What is wrong anywhere but
// in a torn end is ErrOrdersDamaged: something that was done may not be told.
func ScanOrders(text []byte) (OrdersScan, error) {
	head, rest := cutLine(text)
	h, err := parseOrdersHead(head)
	if err != nil {
		return OrdersScan{}, err
	}
	s := OrdersScan{Safe: len(head), Next: h.First}
	last := uint64(0)
	for n := 2; len(rest) > 0; n++ {
		var line []byte
		line, rest = cutLine(rest)
		r, err := ParseOrder(line)
		switch kept := len(s.Records) < h.Kept; {
		case err != nil && len(rest) == 0 && !kept && tornOrder(line):
			s.Torn = len(line)
			return s, nil
		case err != nil:
			return s, fmt.Errorf("%w at line %d: %w", ErrOrdersDamaged, n, err)
		case kept && (r.Seq <= last || r.Seq >= h.First), !kept && r.Seq != s.Next:
			return s, fmt.Errorf("%w at line %d: record %d follows record %d", ErrOrdersDamaged, n, r.Seq, last)
		case !kept:
			s.Next++
		}
		last = r.Seq
		s.Records = append(s.Records, r)
		s.Safe += len(line)
	}
	if len(s.Records) < h.Kept {
		return s, fmt.Errorf("%w: of %d records that were kept it has %d", ErrOrdersDamaged, h.Kept, len(s.Records))
	}
	return s, nil
}

// tornOrder tells what a cut write leaves from what was written whole and is
// wrong now: it ends before its line end, or has a hole of zeros, and it is one
// line's.
func tornOrder(line []byte) bool {
	cut := line[len(line)-1] != '\n' || bytes.IndexByte(line, 0) >= 0
	return cut && bytes.LastIndex(line, []byte(orderPrefix)) <= 0
}

// cutLine takes the first line off a text, with its line end if it has one.
func cutLine(text []byte) (line, rest []byte) {
	n := bytes.IndexByte(text, '\n') + 1
	if n == 0 {
		n = len(text)
	}
	return text[:n:n], text[n:]
}
