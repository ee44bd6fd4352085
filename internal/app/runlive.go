package app

import (
	"context"

	"rugtape/internal/web"
)

// RunLive runs a live edge for a command: it takes up what a crash left, starts
// the edge, does what is to be done beside it, and ends the edge. do ends when ctx
// does, at the latest. The status is that of the very end.
func RunLive(ctx context.Context, o LiveOptions, do func(context.Context, *Live) error) (web.Status, error) {
	notices, err := resume(ctx, o.Keep, o.Dir, o.source())
	if err != nil {
		return web.Status{}, err
	}
	for _, notice := range notices {
		o.Log.Info(notice)
	}
	live, err := NewLive(o)
	if err != nil {
		return web.Status{}, err
	}
	edge, end := context.WithCancel(context.WithoutCancel(ctx))
	go live.Run(edge)
	err = do(ctx, live)
	end()
	<-live.ended
	return live.Status(), err
}
