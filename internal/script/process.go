package script

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// process is a child that is spoken to by lines. It has one caller, who asks
// and waits for the answer; two others may only interrupt it: the end of its
// context, and the clock when an answer is late.
//
// The child's group is signalled only while the child has not been waited for,
// so that the signal cannot reach a stranger who got its number.
type process struct {
	cmd    *exec.Cmd
	in     *os.File // we write
	out    *os.File // we read
	lines  *bufio.Reader
	stderr tail
	limit  time.Duration // of one answer
	unhook func() bool   // from the context

	mu     sync.Mutex
	why    error // of the first interruption
	waited bool
}

const (
	grace      = 250 * time.Millisecond // for each step of stopping
	mostAnswer = 64 << 10               // of a line, in bytes
	mostState  = 16 << 20
)

var errLong = errors.New("the line is too long")

// launch starts a child in a group of its own.
func launch(ctx context.Context, argv []string, limit time.Duration) (*process, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, childIn.Close(), in.Close())
	}
	p := &process{cmd: exec.Command(argv[0], argv[1:]...), in: in, out: out, lines: bufio.NewReader(out), limit: limit}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = childIn, childOut, &p.stderr
	p.cmd.WaitDelay = grace // for who else holds its stderr
	inGroup(p.cmd)
	err = p.cmd.Start()
	closed := errors.Join(childIn.Close(), childOut.Close())
	if err != nil {
		return nil, errors.Join(err, closed, in.Close(), out.Close())
	}
	p.unhook = context.AfterFunc(ctx, func() { p.interrupt(context.Cause(ctx)) })
	return p, nil
}

// interrupt ends the child at once and whatever is being written or read.
func (p *process) interrupt(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.why == nil {
		p.why = why
	}
	if !p.waited {
		kill(p.cmd)
	}
	_ = p.in.Close()
	_ = p.out.Close()
}

// interrupted is why the child was ended, if it was.
func (p *process) interrupted() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.why
}

// watch interrupts what takes longer than the limit, until it is stopped.
func (p *process) watch() (stop func() bool) {
	return time.AfterFunc(p.limit, func() {
		p.interrupt(fmt.Errorf("it took longer than %v", p.limit))
	}).Stop
}

// tell writes a line.
func (p *process) tell(line []byte) error {
	defer p.watch()()
	_, err := p.in.Write(append(line, '\n'))
	return err
}

// ask writes a line and reads the answer, without its end.
func (p *process) ask(line []byte, most int) ([]byte, error) {
	defer p.watch()()
	// A program that has ended cannot be written to; what it said before is
	// read all the same, and the end after it.
	_, unwritten := p.in.Write(append(line, '\n'))
	answer, err := readLine(p.lines, most)
	if err == nil && unwritten != nil {
		return nil, unwritten
	}
	return answer, err
}

// readLine reads one line of at most so many bytes. What ends without a line's
// end is no line.
func readLine(r *bufio.Reader, most int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > most {
			return nil, errLong
		}
		line = append(line, part...)
		if err == nil {
			return line[:len(line)-1], nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
}

// stop ends the child and its group and waits for it: politely, by the end of
// its input, where there is no hurry. It takes at most a few times grace.
func (p *process) stop(politely bool) {
	p.unhook()
	_ = p.in.Close()
	wait := grace
	if !politely {
		p.signal(terminate)
		wait = 0
	}
	for _, later := range []*time.Timer{
		time.AfterFunc(wait, func() { p.signal(terminate) }),
		time.AfterFunc(wait+grace, func() { p.signal(kill) }),
		time.AfterFunc(wait+2*grace, func() { _ = p.out.Close() }), // who left the group may hold it
	} {
		defer later.Stop()
	}
	_, _ = io.Copy(io.Discard, p.lines) // until all who could write are gone
	p.signal(kill)
	_ = p.out.Close()
	p.mu.Lock()
	p.waited = true
	p.mu.Unlock()
	_ = p.cmd.Wait() // how it ended is in its state
}

func (p *process) signal(send func(*exec.Cmd)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.waited {
		send(p.cmd)
	}
}
