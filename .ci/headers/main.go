// Command headers prints for which system and processor a program is, as its headers
// have it, and not as the compiler says:
//
//	go run ./.ci/headers FILE...
//
// It fails for a file that is no program, and for one that needs a library to start.
package main

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"fmt"
	"os"
)

func main() {
	for _, path := range os.Args[1:] {
		target, err := targetOf(path)
		if err != nil {
			fmt.Fprintf(os.Stderr, "headers: %s: %v\n", path, err)
			os.Exit(1)
		}
		fmt.Println(target)
	}
}

func targetOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if x, err := elf.NewFile(f); err == nil {
		return elfTarget(x)
	}
	if x, err := pe.NewFile(f); err == nil {
		return peTarget(x)
	}
	if x, err := macho.NewFile(f); err == nil {
		return machoTarget(x)
	}
	return "", errors.New("it is no program for Linux, Windows or macOS")
}

func elfTarget(x *elf.File) (string, error) {
	for _, p := range x.Progs {
		if p.Type == elf.PT_INTERP {
			return "", errors.New("it needs a dynamic linker")
		}
	}
	return target("linux", map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_AARCH64: "arm64"}, x.Machine)
}

func peTarget(x *pe.File) (string, error) {
	h, ok := x.OptionalHeader.(*pe.OptionalHeader64)
	if !ok || h.Subsystem != pe.IMAGE_SUBSYSTEM_WINDOWS_CUI {
		return "", errors.New("it is no 64-bit program of the console")
	}
	return target("windows", map[uint16]string{pe.IMAGE_FILE_MACHINE_AMD64: "amd64", pe.IMAGE_FILE_MACHINE_ARM64: "arm64"}, x.Machine)
}

func machoTarget(x *macho.File) (string, error) {
	if x.Type != macho.TypeExec {
		return "", fmt.Errorf("it is of type %s, no program", x.Type)
	}
	return target("darwin", map[macho.Cpu]string{macho.CpuAmd64: "amd64", macho.CpuArm64: "arm64"}, x.Cpu)
}

func target[M comparable](system string, processors map[M]string, machine M) (string, error) {
	if processors[machine] == "" {
		return "", fmt.Errorf("its processor is %v", machine)
	}
	return system + "/" + processors[machine], nil
}
