//go:build unix

package script

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"github.com/go-json-experiment/json"
)

const (
	helloReply = `{"type":"hello","protocol":1}`
	waitReply  = `{"id":%d,"action":"WAIT"}`
)

// child is a program that a user could have written, with whatever a program
// can have wrong.
func child(job string, args []string) error {
	switch job {
	case "host":
		return Host(os.Stdin, os.Stdout)
	case "exits":
		return errors.New("out of luck")
	case "hangs":
		hang()
	case "garbage":
		return converse("good morning", waitReply)
	case "cut":
		fmt.Print(helloReply) // without the end of the line
		return nil
	case "old":
		return converse(`{"type":"hello","protocol":0}`, waitReply)
	case "refuses":
		return converse(`{"error":{"text":"I need a model file"}}`, waitReply)
	case "floods a line":
		for {
			fmt.Print(strings.Repeat("x", 4096))
		}
	case "answers": // each view with its argument
		return converse(helloReply, args[0])
	case "renews":
		return converse(`{"type":"hello","protocol":1,"renews":true}`, waitReply)
	case "exits later":
		return converse(helloReply, "")
	case "hangs later":
		_ = converse(helloReply, "")
		hang()
	case "floods":
		_ = converse(helloReply, "")
		for {
			fmt.Println(`{"id":1,"action":"WAIT"}`)
		}
	case "floods stderr":
		fmt.Fprint(os.Stderr, strings.Repeat("much to say\n", 1<<18))
		return converse(helloReply, waitReply)
	case "closes stdin":
		fmt.Println(helloReply)
		os.Stdin.Close()
		hang()
	case "closes stdout":
		fmt.Println(helloReply)
		os.Stdout.Close()
		hang()
	case "will not end":
		signal.Ignore(syscall.SIGTERM)
		_ = converse(helloReply, waitReply)
		hang()
	case "forks", "forks away": // a child that holds the pipes; args: its socket
		return fork(job == "forks away", args[0])
	case "holds":
		return hold(args[0])
	default:
		return fmt.Errorf("no such job: %s", job)
	}
	return nil
}

func hang() { select {} }

// converse answers hello, and each view by a format of its id. Without a
// format it returns at the first view.
func converse(hello, format string) error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, mostState)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return err
		}
		switch l.Type {
		case helloType:
			fmt.Println(hello)
		case renewType:
			fmt.Println(`{"type":"renew"}`)
		case viewType:
			if format == "" {
				return nil
			}
			if strings.Contains(format, "%d") {
				fmt.Printf(format+"\n", l.ID)
			} else {
				fmt.Println(format)
			}
		}
	}
	return lines.Err()
}

// fork starts a child that holds this one's pipes, in or out of the group, and
// ends once it is there.
func fork(away bool, socket string) error {
	cmd := exec.Command(os.Args[0], childWord, "holds", socket)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: away}
	if err := cmd.Start(); err != nil {
		return err
	}
	return converse(helloReply, "")
}

// hold connects to the test and lives until the test hangs up.
func hold(socket string) error {
	signal.Ignore(syscall.SIGTERM)
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, conn)
	return err
}
