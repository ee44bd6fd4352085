// Command rugtape records, proves, replays and studies rounds of rugs.fun.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"rugtape/internal/cli"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel() // the first asks for an orderly end
		<-signals
		os.Exit(130) // the second does not wait for it
	}()
	os.Exit(cli.Run(ctx, cli.Std{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:]))
}
