// Command archive packs a folder into an archive, by the name of which it is a
// .tar.gz or a .zip with one folder of the same name, or a single file into a .gz:
//
//	go run ./.ci/archive dist/deputy_v1.2.3_linux_amd64.tar.gz FOLDER
//	go run ./.ci/archive deputy.1.gz FILE
//
// The same files give the same bytes: their times, modes and owners do not count. Each
// bears the time of SOURCE_DATE_EPOCH, in seconds since 1970. The program, deputy or
// deputy.exe, can be run.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// run packs args[1] into args[0].
func run(args []string, epoch string) error {
	if len(args) != 2 {
		return fmt.Errorf("want an archive and a folder, got %q", args)
	}
	packed, err := packedTime(epoch)
	if err != nil {
		return err
	}
	out, err := os.Create(args[0])
	if err != nil {
		return err
	}
	name := filepath.Base(args[0])
	switch {
	case strings.HasSuffix(name, ".zip"):
		err = packZip(out, strings.TrimSuffix(name, ".zip"), args[1], packed)
	case strings.HasSuffix(name, ".tar.gz"):
		err = packTar(out, strings.TrimSuffix(name, ".tar.gz"), args[1], packed)
	case strings.HasSuffix(name, ".gz"):
		err = zipped(out, func(w io.Writer) error { return copyFile(w, args[1]) })
	default:
		err = fmt.Errorf("%s is no .tar.gz, .zip or .gz", name)
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// packedTime returns the time that every file bears. Without one it is the first that
// a .zip can hold.
func packedTime(epoch string) (time.Time, error) {
	first := time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)
	if epoch == "" {
		return first, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil || seconds < first.Unix() {
		return first, fmt.Errorf("SOURCE_DATE_EPOCH is %q, want seconds after %d", epoch, first.Unix())
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// each hands over the files of a folder in the order of their names: each with its
// name in the folder, with slashes, and its mode in the archive.
func each(folder string, take func(name, path string, mode fs.FileMode) error) error {
	count := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is no regular file", path)
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if name == "deputy" || name == "deputy.exe" {
			mode = 0o755
		}
		count++
		return take(filepath.ToSlash(name), path, mode)
	})
	if err == nil && count == 0 {
		err = fmt.Errorf("%s has no files", folder)
	}
	return err
}

func copyFile(w io.Writer, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// zipped writes what write writes as gzip, without a name and a time.
func zipped(out io.Writer, write func(io.Writer) error) error {
	w, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := write(w); err != nil {
		return err
	}
	return w.Close()
}

func packTar(out io.Writer, top, folder string, packed time.Time) error {
	return zipped(out, func(w io.Writer) error {
		archive := tar.NewWriter(w)
		err := each(folder, func(name, path string, mode fs.FileMode) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			header := tar.Header{Name: top + "/" + name, Mode: int64(mode), Size: info.Size(), ModTime: packed}
			if err := archive.WriteHeader(&header); err != nil {
				return err
			}
			return copyFile(archive, path)
		})
		if err != nil {
			return err
		}
		return archive.Close()
	})
}

func packZip(out io.Writer, top, folder string, packed time.Time) error {
	archive := zip.NewWriter(out)
	err := each(folder, func(name, path string, mode fs.FileMode) error {
		header := zip.FileHeader{Name: top + "/" + name, Method: zip.Deflate, Modified: packed}
		header.SetMode(mode)
		w, err := archive.CreateHeader(&header)
		if err != nil {
			return err
		}
		return copyFile(w, path)
	})
	if err != nil {
		return err
	}
	return archive.Close()
}
