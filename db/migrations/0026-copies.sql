-- Words that stand on more than one case: split off, or told to everyone who is affected. Erasing them on one case finds them on the others.

create table content_copies (
  case_id bigint not null,
  content_id integer not null,
  origin_case_id bigint not null,
  origin_content_id integer not null,
  primary key (case_id, content_id)
);
create index content_copies_by_origin on content_copies (origin_case_id, origin_content_id);
comment on table content_copies is 'Content that is a copy of another case''s: holds no words, and links the two so that words are erased on both.';
comment on column content_copies.case_id is 'The case that has the copy.';
comment on column content_copies.content_id is 'The copy.';
comment on column content_copies.origin_case_id is 'The case that the words were first kept on.';
comment on column content_copies.origin_content_id is 'The content that was copied.';
