package wire

import "strconv"

// Packets that are always the same. A pong repeats what its ping said, which
// is nothing on a websocket.
const (
	Close      = "1"
	Ping       = "2"
	Pong       = "3"
	Disconnect = "41"
)

// AppendConnect writes a PacketConnect of the default namespace; data is a
// JSON object or nothing.
func AppendConnect(dst, data []byte) []byte {
	return append(append(dst, "40"...), data...)
}

// AppendConnectError writes a PacketConnectError: the client is not let in.
func AppendConnectError(dst []byte, why string) []byte {
	dst = appendText(append(dst, `44{"message":`...), why)
	return append(dst, '}')
}

// AppendEvent writes a PacketEvent with arguments that are JSON text each. An
// id below 0 wants no ack.
func AppendEvent(dst []byte, name string, id int64, args ...[]byte) []byte {
	dst = append(dst, "42"...)
	if id >= 0 {
		dst = strconv.AppendInt(dst, id, 10)
	}
	dst = appendText(append(dst, '['), name)
	for _, arg := range args {
		dst = append(append(dst, ','), arg...)
	}
	return append(dst, ']')
}

// AppendAck writes a PacketAck, with arguments as for AppendEvent.
func AppendAck(dst []byte, id uint64, args ...[]byte) []byte {
	dst = strconv.AppendUint(append(dst, "43"...), id, 10)
	dst = append(dst, '[')
	for i, arg := range args {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, arg...)
	}
	return append(dst, ']')
}
