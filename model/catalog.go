package model

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
)

// catalogFiles hold the catalogue, one file for each family of services.
//
//go:embed catalog/*.json
var catalogFiles embed.FS

// catalogue is the catalogue with its indexes.
type catalogue struct {
	services    []Service
	byID        map[ServiceID]int
	byPrincipal map[Principal]int
}

// loadedCatalogue parses the catalogue once. The data is part of the program
// and each entry is checked by a test, so damage is a mistake of whoever
// built it, and there is nothing to go on with.
var loadedCatalogue = sync.OnceValue(func() catalogue {
	services, err := readCatalogue(catalogFiles)
	if err != nil {
		panic(err)
	}
	return indexCatalogue(services)
})

// Catalog returns the services that support a delegated administrator,
// sorted by name. The slice is shared: do not change it.
func Catalog() []Service { return loadedCatalogue().services }

// ServiceByID finds a service by its catalogue id.
func ServiceByID(id ServiceID) (Service, bool) {
	c := loadedCatalogue()
	i, ok := c.byID[id]
	if !ok {
		return Service{}, false
	}
	return c.services[i], true
}

// ServiceByPrincipal finds the service that a principal delegates. A
// principal that stands for trusted access only is not found.
func ServiceByPrincipal(principal Principal) (Service, bool) {
	c := loadedCatalogue()
	i, ok := c.byPrincipal[principal]
	if !ok {
		return Service{}, false
	}
	return c.services[i], true
}

// catalogFile is one file of the catalogue.
type catalogFile struct {
	Family   Family    `json:"family"`
	Services []Service `json:"services"`
}

// readCatalogue reads all files, and refuses fields that it does not know.
func readCatalogue(files fs.FS) ([]Service, error) {
	names, err := fs.Glob(files, "catalog/*.json")
	if err != nil {
		return nil, fmt.Errorf("list the catalogue: %w", err)
	}
	var services []Service
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		file, err := decodeCatalogFile(text)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for _, service := range file.Services {
			service.Family = file.Family
			services = append(services, complete(service))
		}
	}
	slices.SortFunc(services, func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return services, nil
}

func decodeCatalogFile(text []byte) (catalogFile, error) {
	var file catalogFile
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return catalogFile{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return catalogFile{}, errors.New("there is more after the end of the object")
	}
	return file, nil
}

// complete fills in what the data leaves out because it follows.
func complete(service Service) Service {
	for i, principal := range service.Principals {
		if principal.Quota == (Quota{}) {
			service.Principals[i].Quota = service.Quota
		}
	}
	for _, call := range service.calls() {
		for i, parameter := range call.Parameters {
			call.Parameters[i].Wire = cmp.Or(parameter.Wire, parameter.Name)
		}
	}
	return service
}

// calls are all calls of the service's own that the entry names.
func (s Service) calls() []*ServiceCall {
	all := []*ServiceCall{
		s.TrustedAccess.Call, s.TrustedAccess.Status,
		s.Register.Call, s.Register.Further, s.Remove.Call, s.List.Call, s.List.Detail,
	}
	return slices.DeleteFunc(all, func(call *ServiceCall) bool { return call == nil })
}

func indexCatalogue(services []Service) catalogue {
	c := catalogue{services, make(map[ServiceID]int), make(map[Principal]int)}
	for i, service := range services {
		c.byID[service.ID] = i
		for _, principal := range service.Principals {
			c.byPrincipal[principal.Name] = i
		}
	}
	return c
}
