package app

import (
	"github.com/go-json-experiment/json"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/web"
)

// orderEvidence is what is kept of an order beside the orders journal, as
// docs/format/orders.md tells.
type orderEvidence struct {
	Strategy   string           `json:"strategy"`
	Host       string           `json:"host"`
	URL        string           `json:"url"`
	Product    string           `json:"product"`
	Label      string           `json:"label"`
	AmountRead money.Lamports   `json:"amount_read_sol"`
	PartRead   float64          `json:"part_read"`
	ReadNS     int64            `json:"read_ns,string"`
	Evidence   string           `json:"evidence"`
	Frames     []web.HandsFrame `json:"frames"`
}

// evidenceOf gathers what shows how an order went.
func (h *hand) evidenceOf(o *guard.Order, e *edge) orderEvidence {
	ready := h.read[o.Key]
	kept := orderEvidence{
		Host: h.host, URL: h.health.URL, Product: h.health.Product, Label: ready.Label, AmountRead: ready.Amount, PartRead: ready.Part,
		ReadNS: ready.AtNS, Evidence: h.evidence, Frames: []web.HandsFrame{},
	}
	if e.desk != nil {
		kept.Strategy = e.desk.State().Name
	}
	for _, f := range h.frames[o.Key] {
		text := string(e.recorder.filter.Append(nil, f.text))
		kept.Frames = append(kept.Frames, web.HandsFrame{AtNS: f.atNS, Out: f.out, Text: text, Cut: f.cut})
	}
	return kept
}

func encodeEvidence(o orderEvidence) []byte {
	text, err := json.Marshal(o)
	if err != nil {
		return nil // figures and texts of ours: it has no way to fail
	}
	return text
}

// decodeEvidence puts what is kept into a record.
func decodeEvidence(text []byte, r *web.HandsRecord) {
	var o orderEvidence
	if json.Unmarshal(text, &o) != nil {
		return // of another version: the journal tells what counts
	}
	r.Strategy, r.Host, r.URL, r.Product, r.Label = o.Strategy, o.Host, o.URL, o.Product, o.Label
	r.AmountRead, r.PartRead, r.ReadNS = o.AmountRead, o.PartRead, o.ReadNS
	r.Evidence, r.Frames = o.Evidence, o.Frames
}
