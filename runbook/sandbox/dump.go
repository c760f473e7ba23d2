package sandbox

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// writeDump writes the database as pg_dump does: plain SQL that psql can read into an empty schema.
func writeDump(w io.Writer, db database) error {
	var b strings.Builder
	b.WriteString(`--
-- PostgreSQL database dump
--

-- Dumped from database version 15.10 (Debian 15.10-0+deb12u1)
-- Dumped by pg_dump version 15.10 (Debian 15.10-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

`)
	names := slices.Sorted(maps.Keys(db.Tables))
	for _, name := range names {
		dumpTable(&b, name, db.Tables[name])
	}
	for _, name := range names {
		dumpData(&b, name, db.Tables[name])
	}
	for _, name := range names {
		dumpHeader(&b, name+" "+name+"_pkey", "CONSTRAINT")
		fmt.Fprintf(&b, "ALTER TABLE ONLY public.%s\n    ADD CONSTRAINT %s_pkey PRIMARY KEY (id);\n\n\n", name, name)
	}
	b.WriteString("--\n-- PostgreSQL database dump complete\n--\n\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func dumpHeader(b *strings.Builder, name, kind string) {
	fmt.Fprintf(b, "--\n-- Name: %s; Type: %s; Schema: public; Owner: %s\n--\n\n", name, kind, dbUser)
}

func dumpTable(b *strings.Builder, name string, t table) {
	dumpHeader(b, name, "TABLE")
	fmt.Fprintf(b, "CREATE TABLE public.%s (\n", name)
	for i, c := range t.Columns {
		comma := ","
		if i == len(t.Columns)-1 {
			comma = ""
		}
		fmt.Fprintf(b, "    %s %s%s\n", c.Name, c.Type, comma)
	}
	fmt.Fprintf(b, ");\n\n\nALTER TABLE public.%s OWNER TO %s;\n\n", name, dbUser)
	dumpHeader(b, name+"_id_seq", "SEQUENCE")
	fmt.Fprintf(b, "CREATE SEQUENCE public.%[1]s_id_seq\n    AS integer\n    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;\n\n\nALTER SEQUENCE public.%[1]s_id_seq OWNED BY public.%[1]s.id;\n\n\n", name)
}

func dumpData(b *strings.Builder, name string, t table) {
	dumpHeader(b, name, "TABLE DATA")
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = c.Name
	}
	fmt.Fprintf(b, "COPY public.%s (%s) FROM stdin;\n", name, strings.Join(columns, ", "))
	for _, row := range t.Rows {
		fields := make([]string, len(row))
		for i, v := range row {
			fields[i] = v.copyText()
		}
		b.WriteString(strings.Join(fields, "\t") + "\n")
	}
	b.WriteString("\\.\n\n\n")
	dumpHeader(b, name+"_id_seq", "SEQUENCE SET")
	fmt.Fprintf(b, "SELECT pg_catalog.setval('public.%s_id_seq', %d, true);\n\n\n", name, t.Sequence)
}
