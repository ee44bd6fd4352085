package feed

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"

	"rugtape/internal/wire"
)

// whyNoLine says for people why an attempt at a host failed. The server's
// answer is nil where it gave none.
func whyNoLine(ctx context.Context, err error, answer *http.Response, host string, limit time.Duration) string {
	var name *net.DNSError
	switch {
	case errors.Is(context.Cause(ctx), errNoAnswer):
		return fmt.Sprintf("no answer from %s within %v", host, limit)
	case ctx.Err() != nil:
		return "given up"
	case answer != nil && answer.StatusCode != http.StatusSwitchingProtocols:
		return whyNoUpgrade(answer, host)
	case answer != nil:
		return fmt.Sprintf("%s does not speak WebSocket as it should: %s", host, innermost(err))
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("no host is called %s: check the address", name.Name)
	case errors.As(err, &name):
		return fmt.Sprintf("the name %s could not be looked up: is this computer online?", name.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("nothing listens at %s", host)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return fmt.Sprintf("there is no way to %s: is this computer online?", host)
	case brokenOff(err):
		return fmt.Sprintf("%s closed the connection before it answered", host)
	}
	if why := whyNoTLS(err, host); why != "" {
		return why
	}
	return fmt.Sprintf("%s cannot be reached: %s", host, innermost(err))
}

// whyNoUpgrade is for servers that answer by something else than a WebSocket.
func whyNoUpgrade(answer *http.Response, host string) string {
	if to := answer.Header.Get("Location"); to != "" && answer.StatusCode/100 == 3 {
		return fmt.Sprintf("%s sends elsewhere, to %s: if you trust that, make it the feed's address", host, plain(to))
	}
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 1024)) // of which the library kept no more
	var said struct {
		Message string `json:"message"` // so Engine.IO tells what it minds
	}
	if err := json.Unmarshal(body, &said, wire.Lenient); err == nil && said.Message != "" {
		return fmt.Sprintf("%s refuses the connection: HTTP %d, %s", host, answer.StatusCode, plain(said.Message))
	}
	kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	switch kind {
	case "":
		return fmt.Sprintf("%s answers HTTP %d instead of a WebSocket", host, answer.StatusCode)
	case "text/html":
		return fmt.Sprintf("%s answers with a web page (HTTP %d) instead of a WebSocket: is it a game server?", host, answer.StatusCode)
	}
	return fmt.Sprintf("%s answers HTTP %d with %s instead of a WebSocket", host, answer.StatusCode, plain(kind))
}

// whyNoTLS says what is wrong with the encryption, or nothing.
func whyNoTLS(err error, host string) string {
	var (
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		wrong   x509.HostnameError
		noTLS   tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("%s shows a certificate of nobody that this computer trusts", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate of %s is not valid today: it ended, or this computer's date is wrong", host)
	case errors.As(err, &wrong):
		return fmt.Sprintf("%s shows the certificate of another host", host)
	case errors.As(err, &noTLS), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return fmt.Sprintf("%s does not speak https: is its address http://%s?", host, host)
	}
	return ""
}

// whyLineEnded says for people why nothing more can be read.
func whyLineEnded(err error, maxMessage int) string {
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed) && closed.Code == websocket.StatusNoStatusRcvd:
		return "the server closed the connection"
	case errors.As(err, &closed) && closed.Reason == "":
		return fmt.Sprintf("the server closed the connection (WebSocket status %d)", closed.Code)
	case errors.As(err, &closed):
		return fmt.Sprintf("the server closed the connection (WebSocket status %d): %s", closed.Code, plain(closed.Reason))
	case errors.Is(err, websocket.ErrMessageTooBig):
		return fmt.Sprintf("the server sent a message of more than %d bytes", maxMessage)
	case brokenOff(err):
		return "the connection broke off"
	}
	return "the connection broke: " + innermost(err)
}

// whyRefused reads a connect error of Socket.IO.
func whyRefused(data []byte) string {
	var said struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(data, &said, wire.Lenient) != nil && json.Unmarshal(data, &said.Message, wire.Lenient) != nil {
		return "the server does not let us in"
	}
	return "the server does not let us in: " + plain(said.Message)
}

func brokenOff(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// innermost is what an error says without what was wrapped around it.
func innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return plain(err.Error())
		}
		err = inner
	}
}

// plain makes text of others fit to be shown: one short line.
func plain(text string) string {
	const longest = 200
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text[:min(len(text), longest)], "?"))
	return strings.Join(strings.Fields(text), " ")
}
