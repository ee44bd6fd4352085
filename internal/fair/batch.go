package fair

// Job names a round to derive: the server seed and the round's id.
type Job struct{ Seed, Round string }

// lanes is how many generators are interleaved. In one, each step waits for the
// last; four give the processor enough to do, six or eight gain 2 % of the
// generator's time.
const lanes = 4

// Batch derives many rounds, several at a time in one goroutine. It holds about
// 160 kB and may be used again, but not by two goroutines at once.
type Batch struct {
	rule  rule
	lane  [lanes]lane
	ready [lanes]arc4 // set up together, for the jobs to come
}

// lane is one of the rounds in work.
type lane struct {
	keystream
	player
	job int // index of its job, -1 when it has none
}

// NewBatch returns a Batch for the law.
func NewBatch(l Law) *Batch {
	b := &Batch{rule: newRule(l)}
	for i := range b.lane {
		b.lane[i].prices = make([]float64, 0, l.MaxTicks+1)
	}
	return b
}

// Derive derives every job and calls each once for it, with the job's index and
// a round that is bit for bit the one Law.Derive returns. Rounds come as they
// are done, which is not the order of the jobs but the same on every run.
// Nothing is allocated; r.Prices is valid only during the call.
func (b *Batch) Derive(jobs []Job, each func(i int, r Round)) {
	next, ready, busy := 0, 0, 0
	start := func(n *lane) {
		n.job = -1
		if next == len(jobs) {
			return
		}
		if ready == 0 && len(jobs)-next >= lanes {
			b.seed(jobs[next : next+lanes])
			ready = lanes
		}
		if ready > 0 {
			n.arc4, n.pos = b.ready[lanes-ready], unfilled
			ready--
		} else {
			n.seed(jobs[next].Seed, "-", jobs[next].Round)
		}
		n.price, n.prices = 1, append(n.prices[:0], 1)
		n.job = next
		next++
		busy++
	}
	for i := range b.lane {
		start(&b.lane[i])
	}
	for busy == lanes {
		b.fill()
		for i := range b.lane {
			if n := &b.lane[i]; n.play(&n.keystream, &b.rule) {
				each(n.job, n.round(&b.rule))
				busy--
				start(n)
			}
		}
	}
	// What is left is too little to interleave.
	for i := range b.lane {
		for n := &b.lane[i]; n.job >= 0; {
			n.fill()
			if n.play(&n.keystream, &b.rule) {
				each(n.job, n.round(&b.rule))
				start(n)
			}
		}
	}
}

// seed is keystream.seed of the next jobs at once.
func (b *Batch) seed(jobs []Job) {
	var key [lanes][256]byte
	for i, job := range jobs[:lanes] {
		setKey(&key[i], []string{job.Seed, "-", job.Round})
		b.ready[i].s = identity
	}
	r := &b.ready
	var j0, j1, j2, j3 uint8
	for i := range 256 {
		_, j0 = swap(&r[0].s, i, j0+key[0][i])
		_, j1 = swap(&r[1].s, i, j1+key[1][i])
		_, j2 = swap(&r[2].s, i, j2+key[2][i])
		_, j3 = swap(&r[3].s, i, j3+key[3][i])
	}
	j0, j1, j2, j3 = 0, 0, 0, 0
	for i := 1; i < 256; i++ {
		_, j0 = swap(&r[0].s, i, j0)
		_, j1 = swap(&r[1].s, i, j1)
		_, j2 = swap(&r[2].s, i, j2)
		_, j3 = swap(&r[3].s, i, j3)
	}
	r[0].j, r[1].j, r[2].j, r[3].j = j0, j1, j2, j3
}

// fill makes the next block of every lane at once.
func (b *Batch) fill() {
	for i := range b.lane {
		b.lane[i].keep()
	}
	l := &b.lane
	j0, j1, j2, j3 := l[0].j, l[1].j, l[2].j, l[3].j
	for i := range blockLen {
		l[0].buf[roomLen+i], j0 = swap(&l[0].s, i, j0)
		l[1].buf[roomLen+i], j1 = swap(&l[1].s, i, j1)
		l[2].buf[roomLen+i], j2 = swap(&l[2].s, i, j2)
		l[3].buf[roomLen+i], j3 = swap(&l[3].s, i, j3)
	}
	l[0].j, l[1].j, l[2].j, l[3].j = j0, j1, j2, j3
}

// swap is turn without its look ahead, which costs more than it gains where
// other lanes fill the wait.
func swap(s *[256]uint8, i int, j uint8) (out, newJ uint8) {
	t := s[i]
	j += t
	u := s[j]
	s[i], s[j] = u, t
	return s[t+u], j
}
