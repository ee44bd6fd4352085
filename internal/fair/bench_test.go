package fair

import "testing"

// The peer is bench/derive.mjs: the same law and made rounds in Node.

func BenchmarkDerive(b *testing.B) {
	buf := make([]float64, 0, V3.MaxTicks+1)
	rounds, ticks := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		job := &jobs[rounds%len(jobs)]
		ticks += V3.Derive(job.Seed, job.Round, buf).RugTick
		rounds++
	}
	report(b, rounds, ticks)
}

func BenchmarkBatch(b *testing.B) {
	batch := NewBatch(V3)
	rounds, ticks := 0, 0
	each := func(_ int, r Round) { rounds, ticks = rounds+1, ticks+r.RugTick }
	b.ReportAllocs()
	for b.Loop() {
		batch.Derive(jobs, each)
	}
	report(b, rounds, ticks)
}

func report(b *testing.B, rounds, ticks int) {
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(rounds)/seconds, "rounds/s")
	b.ReportMetric(float64(ticks)/seconds, "ticks/s")
}

// BenchmarkBlock is the generator alone: one lane, then all of a batch.
func BenchmarkBlock(b *testing.B) {
	b.Run("one", func(b *testing.B) {
		g := seeded("block")
		b.SetBytes(blockLen)
		for b.Loop() {
			g.pos = bufLen
			g.fill()
		}
	})
	b.Run("lanes", func(b *testing.B) {
		batch := NewBatch(V3)
		b.SetBytes(lanes * blockLen)
		for b.Loop() {
			for i := range batch.lane {
				batch.lane[i].pos = bufLen
			}
			batch.fill()
		}
	})
}

func BenchmarkSeed(b *testing.B) {
	var g keystream
	for b.Loop() {
		g.seed(jobs[0].Seed, "-", jobs[0].Round)
	}
}

func BenchmarkVerify(b *testing.B) {
	o := observed(made(0))
	b.ReportAllocs()
	for b.Loop() {
		if p, err := Verify(o); err != nil || p.Verdict != Verified {
			b.Fatal(p, err)
		}
	}
}
