package library

import (
	"context"
	"sync"
)

// inParallel calls do for 0..n-1 in some order, up to workers at once, until
// all are done, one fails or ctx ends; it returns the first error in order.
func inParallel(ctx context.Context, workers, n int, do func(i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, n)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for i := range next {
				if errs[i] = do(i); errs[i] != nil {
					cancel()
				}
			}
		})
	}
	stopped := false
	for i := 0; i < n && !stopped; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
			stopped = true
		}
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if stopped {
		return context.Cause(ctx)
	}
	return nil
}
