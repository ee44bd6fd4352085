package wire

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// class is what a value is, by the name it stands under.
type class uint8

const (
	classPlain   class = iota
	classSecret        // a credential
	classAddress       // a wallet's, or a token, unless it is a coin's
	classSpoken        // what a player wrote
	classPlayer        // a player's id or name, or players
	classID            // an own id: of whatever the object is
	className          // an own name
	classStamp         // an id, a type or a time, which stay in chat
	classCoin          // a coin, or coins
	classAnswer        // what a server answered to a call
	classSource        // what kind of server it is
)

// role is what an object or array of that class is known to hold.
func (c class) role() role {
	switch c {
	case classSecret, classAddress:
		return secret
	case classSpoken:
		return spoken
	case classPlayer:
		return person
	case classCoin:
		return coins
	case classAnswer:
		return answer
	}
	return 0
}

// staysInChat tells what chat is not blanked of. (Names are disguised.)
func (c class) staysInChat() bool {
	return c == classID || c == classStamp || c == classPlayer || c == className
}

// classify knows the names that the protocol has by heart, and others by the
// words in them. The name has its quotes; that of an event will do too.
func classify(name []byte) class {
	switch string(name[1 : len(name)-1]) {
	case "gameId", "type", "timestamp", "startTime", "endTime", "createdAt", "traceparent", "activeEventId":
		return classStamp
	case "id":
		return classID
	case "name":
		return className
	case "playerId", "username", "leaderboard", "leaderboardEntry", "playerEntry":
		return classPlayer
	case "coin", "selectedCoin", "availableShitcoins":
		return classCoin
	case "message":
		return classSpoken
	case "address", "token":
		return classAddress
	case "arena":
		return classSource
	case "coinAddress", "createdBy", "status", "serverSeed", "serverSeedHash", "version", "gameVersion",
		"pauseMessage", "ticker", "partialPrices", "values", "prices", "rugpool", "rugRoyale", "currentEvent",
		"upcomingEvents", "events", "customPrizes", "provablyFair", "gameHistory", "globalTrades", "globalSidebets",
		"sideBet", "shortPosition", "highestTodayPrices", "config", "prizeTiers", StateUpdate, NewTrade:
		return classPlain
	}
	return classifyByWords(name)
}

// maxName is how long a name may be to be looked into. Longer ones are no
// names of a protocol: what stands under them is taken for a secret.
const maxName = 64

// classifyByWords looks for what a name has in it, whatever its case.
func classifyByWords(name []byte) class {
	var buffer [maxName]byte
	plain := buffer[:0]
	if bytes.IndexByte(name, '\\') >= 0 {
		var err error
		if name, err = jsontext.AppendUnquote(nil, name); err != nil {
			return classSecret
		}
	} else {
		name = name[1 : len(name)-1]
	}
	for _, c := range name {
		switch {
		case c == '_' || c == '-' || c == '.' || c == ' ':
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if len(plain) == maxName {
			return classSecret
		}
		plain = append(plain, c)
	}
	switch string(plain) {
	case "id":
		return classID
	case "name":
		return className
	case "address", "token":
		return classAddress
	case "coinaddress", "contractaddress", "mintaddress", "pausemessage":
		return classPlain
	case "sid", "pid", "ip", "otp", "pin", "dob":
		return classSecret
	case "text", "content", "body", "comment", "bio", "caption", "note", "reply", "quote", "subject":
		return classSpoken
	case "host", "owner", "creator", "handle", "members", "member":
		return classPlayer
	}
	for _, known := range words {
		for _, word := range known.words {
			if bytes.Contains(plain, []byte(word)) {
				return known.class
			}
		}
	}
	if bytes.HasSuffix(plain, []byte("id")) || bytes.HasSuffix(plain, []byte("at")) {
		return classStamp
	}
	return classPlain
}

// words tell the class of a name that has one of them; the first counts.
var words = []struct {
	class class
	words []string
}{
	{classSecret, []string{
		"password", "passwd", "passphrase", "secret", "credential", "auth", "jwt", "cookie", "session", "signature", "bearer",
		"privatekey", "apikey", "publickey", "pubkey", "mnemonic", "seedphrase", "wallet", "email", "phone", "ipaddr", "avatar", "picture",
	}},
	{classAddress, []string{"token", "address"}},
	{classSpoken, []string{"message", "chat"}},
	{classPlayer, []string{
		"player", "user", "leaderboard", "nickname", "displayname", "discord", "twitter", "telegram", "privy", "referr", "sender",
		"recipient", "receiver", "winner", "opponent", "challenger", "participant", "invite", "friend", "follow",
	}},
	{classCoin, []string{"coin"}},
	{classStamp, []string{"type", "time", "date"}},
}
