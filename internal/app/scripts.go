package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"rugtape/internal/round"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
	"rugtape/internal/web"
)

// Scripts keeps the scripts of a home, each in a file of the folder scripts.
type Scripts struct{ dir string }

// Bounds of the scripts that are kept.
const (
	maxScript  = 64 << 10 // bytes, as many as are compiled
	maxScripts = 500
)

const scriptEnding = ".star"

// NewScripts keeps scripts in a home. The folder is made with the first one.
func NewScripts(home string) *Scripts { return &Scripts{filepath.Join(home, "scripts")} }

var scriptName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 _-]{0,63}$`)

func (s *Scripts) path(name string) (string, error) {
	if !scriptName.MatchString(name) {
		return "", fmt.Errorf("%w: a script is not called %.80q: use letters, digits, spaces, - and _", round.ErrInvalid, name)
	}
	return filepath.Join(s.dir, name+scriptEnding), nil
}

// Read gives the text of a script.
func (s *Scripts) Read(name string) (string, error) {
	path, err := s.path(name)
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: there is no script %s", round.ErrInvalid, name)
	}
	if err != nil {
		return "", fmt.Errorf("read the script %s: %w", name, err)
	}
	defer file.Close()
	text, err := readUpTo(file, maxScript)
	if err != nil {
		return "", fmt.Errorf("read the script %s: %w", name, err)
	}
	return string(text), nil
}

// Save writes a script, whole or not at all, whether or not it can be used
// yet.
func (s *Scripts) Save(name, source string) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if len(source) > maxScript {
		return fmt.Errorf("%w: the script has %d bytes, which is more than %d", round.ErrInvalid, len(source), maxScript)
	}
	if err := s.room(path); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("save the script %s: %w", name, err)
	}
	file, err := os.CreateTemp(s.dir, ".new-*")
	if err != nil {
		return fmt.Errorf("save the script %s: %w", name, err)
	}
	defer os.Remove(file.Name()) // gone by then if all went well
	_, err = file.WriteString(source)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("save the script %s: %w", name, err)
	}
	return nil
}

// room refuses a new script beyond maxScripts.
func (s *Scripts) room(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if files, _ := s.files(); len(files) >= maxScripts {
		return refusal{fmt.Sprintf("%d scripts are kept, which is the most", len(files)), "delete some"}
	}
	return nil
}

// Delete removes a script.
func (s *Scripts) Delete(name string) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete the script %s: %w", name, err)
	}
	return nil
}

// files lists the scripts' files by name.
func (s *Scripts) files() ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []fs.DirEntry
	for _, entry := range entries {
		name, found := strings.CutSuffix(entry.Name(), scriptEnding)
		if found && entry.Type().IsRegular() && scriptName.MatchString(name) {
			files = append(files, entry)
		}
	}
	return files, err
}

// List gives the scripts by name, each with whether it can be used.
func (s *Scripts) List() ([]web.Script, error) {
	files, err := s.files()
	if err != nil {
		return nil, fmt.Errorf("list the scripts: %w", err)
	}
	list := []web.Script{}
	for _, file := range files {
		name := strings.TrimSuffix(file.Name(), scriptEnding)
		source, err := s.Read(name)
		if err != nil {
			list = append(list, web.Script{Name: name, Error: &web.ScriptError{Text: err.Error()}})
			continue
		}
		shown := s.Check(name, source)
		if info, err := file.Info(); err == nil {
			shown.ChangedNS = strconv.FormatInt(info.ModTime().UnixNano(), 10)
		}
		list = append(list, shown)
	}
	return list, nil
}

// Examples are scripts to begin with.
func (s *Scripts) Examples() []web.ScriptExample {
	var all []web.ScriptExample
	for _, e := range script.Examples() {
		all = append(all, web.ScriptExample(e))
	}
	return all
}

// Check tells whether a script can be used, and with which parameters.
func (s *Scripts) Check(name, source string) web.Script {
	out := web.Script{Name: name, Bytes: len(source), Params: []web.ScriptParam{}}
	program, err := script.Compile(fileName(name), source, nil, script.Options{})
	if err != nil {
		out.Error = &web.ScriptError{Text: err.Error()}
		var at *script.Error
		if errors.As(err, &at) {
			out.Error = &web.ScriptError{Line: at.Line, Col: at.Col, Text: at.Text}
		}
		return out
	}
	for _, p := range program.Params() {
		out.Params = append(out.Params, web.ScriptParam{Name: p.Name, Type: string(p.Type), Default: p.Default})
	}
	return out
}

// Maker compiles a saved script for a desk: text may set parameters, as
// "NAME:PARAM=VALUE,...".
func (s *Scripts) Maker(text, name string) (maker, string, error) {
	source, err := s.Read(name)
	if err != nil {
		return nil, "", err
	}
	_, list, _ := strings.Cut(text, ":")
	args, err := script.Args(list)
	if err != nil {
		return nil, "", err
	}
	program, err := script.Compile(fileName(name), source, args, script.Options{})
	if err != nil {
		return nil, "", err
	}
	return func() (strategy.Strategy, error) { return program.New(), nil }, program.String(), nil
}

// fileName is how a script is called in its errors.
func fileName(name string) string { return strings.TrimSuffix(name, scriptEnding) + scriptEnding }

// readUpTo reads a file that must not be longer than most.
func readUpTo(file *os.File, most int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return text, err
}
