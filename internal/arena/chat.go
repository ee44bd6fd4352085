package arena

import "time"

// How often the timetables are told.
const (
	royaleSaid = 15 * time.Second
	battleSaid = 30 * time.Second
)

// chat is what is said beside the game: the timetables, and now and then a
// line of a simulated player.
func (w *world) chat() {
	if w.royaleDue <= w.due {
		w.royaleDue = w.due + royaleSaid
		w.say(nil, "rugRoyaleUpdate", w.royale.update)
	}
	if w.battleDue <= w.due {
		w.battleDue = w.due + battleSaid
		w.sayTraced("battleEventUpdate", []byte(noBattle))
	}
	if line, from, ok := w.crowd.line(); ok {
		w.sayTraced("newChatMessage", chatMessage(from, line, w.now))
	}
}

// noBattle is an update of the site's battles while there is none, as the
// captured one.
const noBattle = `{"status":"SCHEDULED","startTime":null,"endTime":null,"nextEventStartTime":null,"currentEvent":null,"nextEvent":null,` +
	`"leaderboard":[],"fullLeaderboardSize":0,"playerPosition":null,"participantCount":0,"activeBattleCount":0,"lobbyCreationDisabled":false,` +
	`"queue":{"active":false,"queueSize":0,"availableLobbies":0},"isShowingPreviousEvent":null,"eventSchedule":[],` +
	`"config":{"token":"0xPractice","startingBalance":100,"prepTimeMinutes":30,"levelRequired":1}}`

func chatMessage(from *player, line string, now int64) []byte {
	var t text
	t.open('{')
	t.word("playerId", from.id)
	t.wordOrNull("username", from.name)
	t.whole("level", int64(from.level))
	t.word("message", line)
	t.whole("timestamp", now)
	t.flag("filtered", false)
	t.null("role")
	t.null("tag")
	t.flag("verified", true)
	t.null("discordUsername")
	t.null("replyTo")
	t.close('}')
	return t.b
}
