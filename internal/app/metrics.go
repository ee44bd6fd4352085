package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rugtape/internal/web"
)

// metrics answers /metrics: the process, Go's runtime, and the live edge as
// its status tells it at that moment.
func metrics(status func() web.Status) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		edgeMetrics{status},
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// edgeMetrics reads the status when it is asked.
type edgeMetrics struct{ status func() web.Status }

// gauge is a figure of the status.
type gauge struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	of   func(*web.Status) float64
}

func counter(name, help string, of func(*web.Status) float64) gauge {
	return gauge{prometheus.NewDesc("rugtape_"+name, help, nil, nil), prometheus.CounterValue, of}
}

func level(name, help string, of func(*web.Status) float64) gauge {
	return gauge{prometheus.NewDesc("rugtape_"+name, help, nil, nil), prometheus.GaugeValue, of}
}

func is(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Names end in their unit, and counters in _total, as Prometheus has it.
var edgeGauges = []gauge{
	level("feed_connected", "1 while the feed brings what the game does, 0 otherwise.", func(s *web.Status) float64 { return is(s.Feed.State == "connected" || s.Feed.State == "degraded") }),
	counter("feed_messages_total", "Messages received.", func(s *web.Status) float64 { return float64(s.Feed.Messages) }),
	counter("feed_bytes_total", "Bytes received.", func(s *web.Status) float64 { return float64(s.Feed.Bytes) }),
	counter("feed_reconnects_total", "Connections made anew.", func(s *web.Status) float64 { return float64(s.Feed.Reconnects) }),
	counter("feed_unreadable_total", "Messages, or entries of one, that could not be decoded.", func(s *web.Status) float64 { return float64(s.Feed.Unreadable) }),
	counter("feed_clock_jumps_total", "Jumps of this machine's clock.", func(s *web.Status) float64 { return float64(s.Feed.Jumps) }),
	level("recorder_recording", "1 while the recorder records.", func(s *web.Status) float64 { return is(s.Recorder.State == recorderOn) }),
	level("recorder_halted", "1 while the recorder has halted for a fault.", func(s *web.Status) float64 { return is(s.Recorder.State == RecorderHalted) }),
	level("recorder_behind_seconds", "Age of the oldest entry of the journal that is not synced.", func(s *web.Status) float64 { return float64(s.Recorder.BehindMS) / 1000 }),
	level("recorder_journal_bytes", "Bytes of the journal since the recorder was turned on.", func(s *web.Status) float64 { return float64(s.Recorder.Bytes) }),
	counter("recorder_rounds_total", "Rounds sealed.", func(s *web.Status) float64 { return float64(s.Recorder.Rounds) }),
	counter("recorder_ticks_total", "Ticks told by their own frames.", func(s *web.Status) float64 { return float64(s.Recorder.Ticks) }),
	counter("recorder_gaps_total", "Runs of ticks whose frames were missed.", func(s *web.Status) float64 { return float64(s.Recorder.Gaps) }),
	counter("recorder_filled_total", "Missed ticks that later frames told.", func(s *web.Status) float64 { return float64(s.Recorder.Filled) }),
	level("desk_open", "1 while a paper desk is open on the live edge.", func(s *web.Status) float64 { return is(s.Desk != nil) }),
}

var handlingDesc = prometheus.NewDesc("rugtape_handling_seconds", "From a frame's arrival until its viewers can have it.", []string{"quantile"}, nil)

// Describe names the figures.
func (m edgeMetrics) Describe(to chan<- *prometheus.Desc) {
	for i := range edgeGauges {
		to <- edgeGauges[i].desc
	}
	to <- handlingDesc
}

// Collect reads the figures.
func (m edgeMetrics) Collect(to chan<- prometheus.Metric) {
	s := m.status()
	for i := range edgeGauges {
		g := &edgeGauges[i]
		to <- prometheus.MustNewConstMetric(g.desc, g.kind, g.of(&s))
	}
	if h := s.Feed.Handling; h != nil {
		for quantile, ms := range map[string]float64{"0.5": h.P50, "0.95": h.P95, "0.99": h.P99, "1": h.Max} {
			to <- prometheus.MustNewConstMetric(handlingDesc, prometheus.GaugeValue, ms/1000, quantile)
		}
	}
}
