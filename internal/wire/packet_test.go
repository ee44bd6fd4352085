package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParsePacket(t *testing.T) {
	tests := []struct {
		text    string
		want    Packet
		payload string
	}{
		{`0{"sid":"a"}`, Packet{Kind: PacketOpen, Data: []byte(`{"sid":"a"}`)}, ""},
		{`1`, Packet{Kind: PacketClose}, ""},
		{`2`, Packet{Kind: PacketPing, Data: []byte{}}, ""},
		{`2probe`, Packet{Kind: PacketPing, Data: []byte("probe")}, ""},
		{`3`, Packet{Kind: PacketPong, Data: []byte{}}, ""},
		{`5`, Packet{Kind: PacketUpgrade}, ""},
		{`6`, Packet{Kind: PacketNoop}, ""},
		{`40`, Packet{Kind: PacketConnect, Data: []byte{}}, ""},
		{`40{"sid":"b"}`, Packet{Kind: PacketConnect, Data: []byte(`{"sid":"b"}`)}, ""},
		{`40/admin,{"token":"x"}`, Packet{Kind: PacketConnect, Namespace: "/admin", Data: []byte(`{"token":"x"}`)}, ""},
		{`40/admin`, Packet{Kind: PacketConnect, Namespace: "/admin", Data: []byte{}}, ""},
		{`41`, Packet{Kind: PacketDisconnect, Data: []byte{}}, ""},
		{`41/admin,`, Packet{Kind: PacketDisconnect, Namespace: "/admin", Data: []byte{}}, ""},
		{`42["a"]`, Packet{Kind: PacketEvent, Name: "a", Data: []byte(`["a"]`)}, ""},
		{`42["a",1]`, Packet{Kind: PacketEvent, Name: "a", Data: []byte(`["a",1]`)}, `1`},
		{
			`42["standard/newTrade",{"__trace":true},{"id":"]"}]`,
			Packet{Kind: PacketEvent, Name: NewTrade, Data: []byte(`["standard/newTrade",{"__trace":true},{"id":"]"}]`)},
			`{"id":"]"}`,
		},
		{`4212[ "a\u0062" , {}]`, Packet{Kind: PacketEvent, ID: 12, HasID: true, Name: "ab", Data: []byte(`[ "a\u0062" , {}]`)}, `{}`},
		{`42/x,0["a"]`, Packet{Kind: PacketEvent, Namespace: "/x", HasID: true, Name: "a", Data: []byte(`["a"]`)}, ""},
		{`430[]`, Packet{Kind: PacketAck, HasID: true, Data: []byte(`[]`)}, ""},
		{`437["x",{"success":true}]`, Packet{Kind: PacketAck, ID: 7, HasID: true, Data: []byte(`["x",{"success":true}]`)}, `{"success":true}`},
		{`44{"message":"no"}`, Packet{Kind: PacketConnectError, Data: []byte(`{"message":"no"}`)}, ""},
		{`44"no"`, Packet{Kind: PacketConnectError, Data: []byte(`"no"`)}, ""},
		{
			`452-/x,9["a",{"_placeholder":true,"num":0}]`,
			Packet{Kind: PacketBinaryEvent, Namespace: "/x", ID: 9, HasID: true, Attachments: 2, Name: "a", Data: []byte(`["a",{"_placeholder":true,"num":0}]`)},
			`{"_placeholder":true,"num":0}`,
		},
		{`4610-3[1]`, Packet{Kind: PacketBinaryAck, ID: 3, HasID: true, Attachments: 10, Data: []byte(`[1]`)}, `1`},
		{`42["a",{]`, Packet{Kind: PacketEvent, Name: "a", Data: []byte(`["a",{]`)}, ""}, // its arguments are looked at later
	}
	for _, tt := range tests {
		p, err := ParsePacket([]byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, p); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
		if got := string(p.Payload()); got != tt.payload {
			t.Errorf("%s has the payload %q, want %q", tt.text, got, tt.payload)
		}
	}
}

func TestNotPackets(t *testing.T) {
	long := strings.Repeat("x", maxPacketName+1)
	for _, tt := range []struct{ text, why string }{
		{``, "empty"},
		{`7`, "begins with byte 0x37"},
		{"\x00", "begins with byte 0x0"},
		{`{"a":1}`, "begins with byte 0x7b"},
		{`0`, "without a handshake"},
		{`1x`, "1 bytes after close"},
		{`2` + long, "a ping or pong of 258 bytes"},
		{`4`, "no known kind"},
		{`47`, "no known kind"},
		{`40[]`, "connect with the wrong data"},
		{`40{"sid":`, "cut short"},
		{`403{}`, "connect with an id"},
		{`41{}`, "disconnect with the wrong data"},
		{`42`, "event with the wrong data"},
		{`42["a"`, "cut short"},
		{`42[]`, "without a name"},
		{`42[7]`, "without a name"},
		{`42["` + long + `"]`, "no end within 256 bytes"},
		{`42["a]`, "no end"},
		{`42["a"x]`, "no array"},
		{`42["\ud800\q"]`, "no text"},
		{`42/` + long + `,["a"]`, "a namespace of more than 256 bytes"},
		{`4299999999999999999999["a"]`, "an id of 20 digits"},
		{`42` + strings.Repeat("9", 1e6) + `["a"]`, "an id of 1000000 digits"},
		{`43[]`, "ack with the wrong data"},
		{`430{}`, "ack with the wrong data"},
		{`44`, "connect error with the wrong data"},
		{`44"`, "connect error with the wrong data"},
		{`45["a"]`, "without its number of attachments"},
		{`450-["a"]`, "without its number of attachments"},
		{`4511-["a"]`, "without its number of attachments"},
		{`45-1-["a"]`, "without its number of attachments"},
		{`45999999999999999999-["a"]`, "without its number of attachments"},
		{`45`, "without its number of attachments"},
	} {
		p, err := ParsePacket([]byte(tt.text))
		if !errors.Is(err, ErrPacket) || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%.80s: %+v, %v; want %q", tt.text, p, err, tt.why)
		}
	}
}

// TestSay: what is written is what is read.
func TestSay(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{string(AppendConnect(nil, nil)), `40`},
		{string(AppendConnect(nil, []byte(`{"sid":"a"}`))), `40{"sid":"a"}`},
		{string(AppendConnectError(nil, `no "way"`)), `44{"message":"no \"way\""}`},
		{string(AppendEvent(nil, "a\n", -1)), `42["a\n"]`},
		{string(AppendEvent([]byte("x"), "a", 0, []byte(`{}`), []byte(`2`))), `x420["a",{},2]`},
		{string(AppendAck(nil, 18446744073709551615)), `4318446744073709551615[]`},
		{string(AppendAck(nil, 1, []byte(`1`), []byte(`[]`))), `431[1,[]]`},
		{
			string(AppendHandshake(nil, Handshake{SID: "s", PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, MaxPayload: 1e6})),
			`0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`,
		},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
	for text, want := range map[string]PacketKind{Close: PacketClose, Ping: PacketPing, Pong: PacketPong, Disconnect: PacketDisconnect} {
		if p, err := ParsePacket([]byte(text)); err != nil || p.Kind != want {
			t.Errorf("%s: %v, %v; want %v", text, p.Kind, err, want)
		}
	}
}

func TestHandshake(t *testing.T) {
	want := Handshake{SID: "abc", PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, MaxPayload: 1_000_000}
	p, err := ParsePacket(AppendHandshake(nil, want))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseHandshake(p.Data); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err := ParseHandshake([]byte(`{"sid":"a","pingInterval":1,"pingTimeout":1,"more":[1]}`)); err != nil || got.MaxPayload != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for data, why := range map[string]string{
		``:                            "not a JSON object",
		`[]`:                          "not a JSON object",
		`{"sid":"a","pingInterval":1`: "cut short",
		`{"pingInterval":25000,"pingTimeout":20000}`:                                                           "a sid of 0 bytes",
		`{"sid":"` + strings.Repeat("x", 300) + `","pingInterval":1,"pingTimeout":1}`:                          "a sid of 300 bytes",
		`{"sid":7,"pingInterval":25000,"pingTimeout":20000}`:                                                   "not a string",
		`{"sid":"a","pingInterval":25000}`:                                                                     "is absent",
		`{"sid":"a","pingInterval":0,"pingTimeout":20000}`:                                                     "pingInterval: 0 ms",
		`{"sid":"a","pingInterval":25000,"pingTimeout":-1}`:                                                    "pingTimeout: -1 ms",
		`{"sid":"a","pingInterval":1e14,"pingTimeout":20000}`:                                                  "not within",
		`{"sid":"a","pingInterval":2.5,"pingTimeout":20000}`:                                                   "whole number",
		`{"sid":"a","pingInterval":"25000","pingTimeout":20000,"maxPayload":99999999999999999999999999999999}`: "not a number",
	} {
		if h, err := ParseHandshake([]byte(data)); !errors.Is(err, ErrHandshake) || !strings.Contains(err.Error(), why) {
			t.Errorf("%.80s: %+v, %v; want %q", data, h, err, why)
		}
	}
}

// FuzzParsePacket: no text makes it panic, and what it takes for an event or
// ack comes back when it is written anew.
func FuzzParsePacket(f *testing.F) {
	for _, text := range []string{
		`0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`, `2probe`, `40/x,{"sid":"b"}`,
		`42["gameStateUpdate",{"gameId":"x"}]`, `427["a\u0062",{},[1,"]"]]`, `437[{"success":true}]`, `44{"message":"no"}`, `452-["a",{"_placeholder":true,"num":0}]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ParsePacket(text)
		if err != nil {
			if !errors.Is(err, ErrPacket) || len(err.Error()) > 200 {
				t.Errorf("%v", err)
			}
			return
		}
		if p.Attachments > maxAttachments || len(p.Name) > 3*maxPacketName || len(p.Namespace) > maxPacketName {
			t.Errorf("out of bounds: %+v", p)
		}
		if p.Kind == PacketOpen {
			_, _ = ParseHandshake(p.Data)
		}
		if p.Kind == PacketConnect {
			ServerSource(p.Data)
		}
		payload := p.Payload()
		if !json.Valid(p.Data) || !json.Valid([]byte(`"`+p.Name+`"`)) {
			return
		}
		var again []byte
		switch {
		case p.Kind == PacketEvent && payload != nil:
			id := int64(-1)
			if p.HasID && p.ID < 1<<63 {
				id = int64(p.ID)
			}
			again = AppendEvent(nil, p.Name, id, payload)
		case p.Kind == PacketAck && payload != nil:
			again = AppendAck(nil, p.ID, payload)
		default:
			return
		}
		back, err := ParsePacket(again)
		if err != nil || back.Name != p.Name || back.Kind != p.Kind || !bytes.Equal(back.Payload(), payload) {
			t.Errorf("%q comes back as %+v, %v", again, back, err)
		}
	})
}
