/* Runs a fuzz target over the files of its corpus, so that each target is a normal test too. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);
	size_t size;

	if (!file || !data)
		exit(2);
	size = fread(data, 1, 1 << 20, file);
	/* Every cut of a small input, too: most parsers fail at an end that they do not expect. */
	for (size_t cut = size > 400 ? size : 0; cut <= size; cut++) {
		uint8_t *copy = malloc(cut ? cut : 1);

		if (!copy)
			exit(2);
		for (size_t i = 0; i < cut; i++)
			copy[i] = data[i];
		LLVMFuzzerTestOneInput(copy, cut);
		free(copy);
	}
	free(data);
	fclose(file);
}

int main(int argc, char **argv)
{
	int files = 0;

	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		struct dirent *entry;

		while (folder && (entry = readdir(folder))) {
			char path[4096];

			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
			run_file(path);
			files++;
		}
		if (folder)
			closedir(folder);
	}
	printf("%d inputs\n", files);
	return files ? 0 : 1;
}
