package web

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
)

// connect opens the stream of a page.
func connect(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	address := strings.Replace(s.URL(), "http", "ws", 1) + "api/stream?token=" + s.Token()
	conn, _, err := websocket.Dial(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

func tell(t *testing.T, conn *websocket.Conn, message string) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

// hear waits for a message of the kind for which is holds.
func hear(t *testing.T, conn *websocket.Conn, kind string, is func(map[string]any) bool) map[string]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			t.Fatalf("waiting for %s: %v", kind, err)
		}
		var message map[string]any
		if err := json.Unmarshal(text, &message); err != nil {
			t.Fatal(err)
		}
		if message["kind"] == kind && (is == nil || is(message)) {
			return message
		}
	}
}

func TestAStreamCommandsAPlayer(t *testing.T) {
	s, _ := start(t)
	conn := connect(t, s)
	if hello := hear(t, conn, "hello", nil); hello["start"] != "s1" {
		t.Errorf("hello %v", hello)
	}
	hear(t, conn, "job", nil)
	hear(t, conn, "library", nil)

	tell(t, conn, `{"do":"play"}`)
	if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), "open one first") {
		t.Errorf("play without a round: %v", m)
	}
	tell(t, conn, `{"do":"open","source":"site","id":"`+testKey.ID+`","tick":2}`)
	hear(t, conn, "player", func(m map[string]any) bool { return m["tick"] == 2.0 && m["last"] == 3.0 && m["playing"] == false })
	tell(t, conn, `{"do":"loop","from":0,"to":1}`)
	hear(t, conn, "player", func(m map[string]any) bool { return fmt.Sprint(m["loop"]) == "[0 1]" })
	tell(t, conn, `{"do":"speed","speed":1000}`)
	if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), "speed 1000") {
		t.Errorf("a speed out of range: %v", m)
	}
	tell(t, conn, `{"do":"dance"}`)
	hear(t, conn, "error", nil)
	tell(t, conn, `{"do":"timing","timing":"evenly"}`)
	if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), "use recorded or even") {
		t.Errorf("an unknown timing: %v", m)
	}
	tell(t, conn, `{"do":"open","id":"unknown"}`)
	if m := hear(t, conn, "error", nil); m["hint"] != "look for it in the library" {
		t.Errorf("an unknown round: %v", m)
	}
	tell(t, conn, `{"do":"seek","tick":1}`) // the player of before is still there
	hear(t, conn, "player", func(m map[string]any) bool { return m["tick"] == 1.0 })
}

func TestAStreamEndsOnNonsense(t *testing.T) {
	s, _ := start(t)
	for _, message := range []string{"{", `[]`, strings.Repeat("x", maxCommand+1)} {
		conn := connect(t, s)
		tell(t, conn, message)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		for {
			if _, _, err := conn.Read(ctx); err != nil {
				if ctx.Err() != nil {
					t.Errorf("after %.10q the stream is still open", message)
				}
				break
			}
		}
		cancel()
	}
}

func TestClosingSaysGoodbye(t *testing.T) {
	s, _ := start(t)
	conn := connect(t, s)
	hear(t, conn, "hello", nil)
	done := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		done <- s.Close(ctx)
	}()
	hear(t, conn, "bye", nil)
	if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the stream ends with %v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestClosingWaitsForNoPageThatDoesNotAnswer: pages that neither take their
// goodbye nor answer it, one of them with more commands sent than may wait.
func TestClosingWaitsForNoPageThatDoesNotAnswer(t *testing.T) {
	s, _ := start(t)
	const frame = "\x81\x8e\x00\x00\x00\x00" + `{"do":"dance"}` // text, 14 bytes, masked with nothing
	for _, then := range []string{"", frame[:9], strings.Repeat(frame, 10*maxWaiting)} {
		conn := dialRaw(t, s, "GET /api/stream?token="+s.Token()+" HTTP/1.1\r\nHost: "+s.listener.Addr().String()+"\r\n"+
			"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
		head := make([]byte, 12)
		if _, err := io.ReadFull(conn, head); err != nil || string(head) != "HTTP/1.1 101" {
			t.Fatalf("%q, %v", head, err)
		}
		if _, err := io.WriteString(conn, then); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*goodbyeWithin)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}

// TestStreamsComeAndGo opens and drops streams; TestMain finds what they
// leave behind.
func TestStreamsComeAndGo(t *testing.T) {
	s, _ := start(t)
	for i := range 200 {
		conn := connect(t, s)
		if i%2 == 0 {
			tell(t, conn, `{"do":"open","id":"`+testKey.ID+`"}`)
			hear(t, conn, "player", nil)
		}
		_ = conn.CloseNow()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.api.streams.wait(ctx); err != nil {
		t.Error(err)
	}
}
