package web

import (
	"net/http"
)

// Scripts are the strategies that the user wrote: Starlark files in the home.
type Scripts interface {
	List() ([]Script, error)
	Read(name string) (source string, err error)
	Save(name, source string) error
	Delete(name string) error
	Check(name, source string) Script
	Examples() []ScriptExample
}

// Script is a saved script, and whether it can be used.
type Script struct {
	Name      string        `json:"name"`
	Bytes     int           `json:"bytes"`
	ChangedNS string        `json:"changed_ns"`
	Params    []ScriptParam `json:"params"`
	Error     *ScriptError  `json:"error"` // null where there is none
}

// ScriptParam is a parameter of a script.
type ScriptParam struct {
	Name    string `json:"name"`
	Type    string `json:"type"` // number, whole, text or switch
	Default string `json:"default"`
}

// ScriptError is what is wrong with a script, and where.
type ScriptError struct {
	Line int    `json:"line"` // from 1; 0 where no line is to blame
	Col  int    `json:"col"`
	Text string `json:"text"`
}

// ScriptExample is a script to begin with.
type ScriptExample struct {
	Name   string `json:"name"`
	Source string `json:"source"`
}

func (s *server) scriptRoutes(api *http.ServeMux) {
	api.HandleFunc("GET /api/scripts", s.listScripts)
	api.HandleFunc("GET /api/scripts/{name}", s.readScript)
	api.HandleFunc("POST /api/scripts/check", s.checkScript)
	api.HandleFunc("POST /api/scripts/{name}", s.saveScript)
	api.HandleFunc("POST /api/scripts/{name}/delete", s.deleteScript)
}

func (s *server) listScripts(w http.ResponseWriter, r *http.Request) {
	list, err := s.ports.Scripts.List()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]any{"scripts": list, "examples": s.ports.Scripts.Examples()})
}

func (s *server) readScript(w http.ResponseWriter, r *http.Request) {
	source, err := s.ports.Scripts.Read(r.PathValue("name"))
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, ScriptExample{r.PathValue("name"), source})
}

// scriptText is the body of what is to be checked or saved.
type scriptText struct {
	Source string `json:"source"`
}

// checkScript answers with 200 either way: that a script is not finished yet
// is no error of the request.
func (s *server) checkScript(w http.ResponseWriter, r *http.Request) {
	var in scriptText
	if !read(w, r, &in) {
		return
	}
	out := s.ports.Scripts.Check("script.star", in.Source)
	if out.Error != nil {
		s.answer(w, r, struct {
			OK bool `json:"ok"`
			*ScriptError
		}{false, out.Error})
		return
	}
	s.answer(w, r, map[string]any{"ok": true, "params": out.Params})
}

func (s *server) saveScript(w http.ResponseWriter, r *http.Request) {
	var in scriptText
	if !read(w, r, &in) {
		return
	}
	if err := s.ports.Scripts.Save(r.PathValue("name"), in.Source); err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, s.ports.Scripts.Check(r.PathValue("name"), in.Source))
}

func (s *server) deleteScript(w http.ResponseWriter, r *http.Request) {
	if err := s.ports.Scripts.Delete(r.PathValue("name")); err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, struct{}{})
}
