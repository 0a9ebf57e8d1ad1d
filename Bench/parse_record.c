// The peer of the log reader: libapparmor's own parser, a record at a time, over lines that were chosen before.
#include <aalogparse/aalogparse.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
	FILE *log = count == 2 ? fopen(arguments[1], "r") : NULL;
	char *line = NULL;
	size_t room = 0;
	unsigned long events = 0;

	if (!log)
		return 2;
	while (getline(&line, &room, log) > 0) {
		aa_log_record *record = parse_record(line);
		if (record && record->event != AA_RECORD_INVALID)
			events++;
		free_record(record);
	}
	printf("%lu\n", events);
	free(line);
	return events ? 0 : 1;
}
