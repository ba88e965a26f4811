package command

import "runtime/debug"

// VersionWords is the version that the linker set, else the module's.
func VersionWords(linked string) string {
	if linked != "" {
		return linked
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
