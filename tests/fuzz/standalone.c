/*
 * Runs a fuzz target over the files of its corpus, so that each target is a normal test too: [-cuts=N] FOLDER... Of a small input up to
 * N cuts are run as well: most parsers fail at an end that they do not expect. So are some mutations, always the same.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of targets that have mutations of their own: they are tried, too. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

enum { INPUT_MOST = 1 << 20, CUTS = 400, MUTATIONS = 8 };

static void run_part(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		exit(2);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* In the place of libFuzzer's: one byte is changed. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
	(void)most;
	if (size)
		data[size * 7 / 11] ^= (uint8_t)(1 + size % 127);
	return size;
}

static void run_mutated(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(INPUT_MOST);

	if (!copy)
		exit(2);
	for (unsigned seed = 1; LLVMFuzzerCustomMutator && seed <= MUTATIONS; seed++) {
		memcpy(copy, data, size);
		run_part(copy, LLVMFuzzerCustomMutator(copy, size, INPUT_MOST, seed * 2654435761U));
	}
	free(copy);
}

static void run_file(const char *path, size_t cuts)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MOST);
	size_t size, step;

	if (!file || !data)
		exit(2);
	size = fread(data, 1, INPUT_MOST, file);
	fclose(file);
	step = cuts < CUTS && cuts ? (size + cuts) / cuts : 1;
	if (cuts && size <= (cuts < CUTS ? INPUT_MOST : CUTS))
		for (size_t cut = 0; cut < size; cut += step)
			run_part(data, cut);
	run_part(data, size);
	run_mutated(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	size_t cuts = CUTS;
	int files = 0;

	for (int i = 1; i < argc; i++) {
		DIR *folder;
		struct dirent *entry;

		if (strncmp(argv[i], "-cuts=", 6) == 0) {
			cuts = (size_t)strtoul(argv[i] + 6, NULL, 10);
			continue;
		}
		folder = opendir(argv[i]);
		while (folder && (entry = readdir(folder))) {
			char path[4096];

			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
			if (getenv("FUZZ_VERBOSE"))
				fprintf(stderr, "%s\n", path);
			run_file(path, cuts);
			files++;
		}
		if (folder)
			closedir(folder);
	}
	fprintf(stderr, "%d inputs\n", files);
	return files ? 0 : 1;
}
