# Flags that make a fault of memory harder to use: for whatever others run, which is every build but a Debug one. Each is taken if
# the compiler and the linker have it. tests/check_hardening.py reads what came out of it.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)
include(CheckLinkerFlag)
include(CheckPIESupported)

set(HARDENING_DEFAULT ON)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
	set(HARDENING_DEFAULT OFF)
endif()
option(MAILAUTH_HARDENING "Harden the program and the library (needs an optimised build)" ${HARDENING_DEFAULT})
if(NOT MAILAUTH_HARDENING)
	return()
endif()

function(harden_compiler FLAG)
	string(MAKE_C_IDENTIFIER "HAS${FLAG}" HAS)
	# A flag that another machine knows is only warned of.
	set(CMAKE_REQUIRED_FLAGS -Werror)
	check_c_compiler_flag(${FLAG} ${HAS})
	if(${HAS})
		# The linker optimises across files, and may generate code.
		add_compile_options(${FLAG})
		add_link_options(${FLAG})
	endif()
endfunction()

function(harden_linker FLAG)
	string(MAKE_C_IDENTIFIER "HAS${FLAG}" HAS)
	check_linker_flag(C ${FLAG} ${HAS})
	if(${HAS})
		add_link_options(${FLAG})
	endif()
endfunction()

harden_compiler(-fstack-protector-strong)
harden_compiler(-fstack-clash-protection)
harden_compiler(-ftrivial-auto-var-init=zero)
if(NOT HAS_ftrivial_auto_var_init_zero)
	# clang before 16
	harden_compiler(-ftrivial-auto-var-init=pattern)
endif()
# Targets of indirect branches, and return addresses: x86, then arm64.
harden_compiler(-fcf-protection=full)
harden_compiler(-mbranch-protection=standard)
harden_linker(-Wl,-z,relro)
harden_linker(-Wl,-z,now)
harden_linker(-Wl,-z,noexecstack)

# Level 3 needs GCC 12 or clang, and glibc 2.34; elsewhere a header warns. A system may set a level of its own.
set(CMAKE_REQUIRED_FLAGS "-O2 -Werror")
set(CMAKE_REQUIRED_DEFINITIONS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
check_c_source_compiles("#include <string.h>\nint main(void) { return 0; }" HAS_FORTIFY_3)
unset(CMAKE_REQUIRED_FLAGS)
unset(CMAKE_REQUIRED_DEFINITIONS)
if(HAS_FORTIFY_3)
	add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
else()
	add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# Programs can be loaded anywhere. A static program becomes one of these with -static-pie, to which -pie must not be added.
if(NOT CMAKE_EXE_LINKER_FLAGS MATCHES "-static")
	check_pie_supported(LANGUAGES C)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
