ALTER FUNCTION newsbot.words_changed(text, text, text) SECURITY INVOKER RESET search_path;
ALTER FUNCTION newsbot.word_difference(text, text) SECURITY INVOKER RESET search_path;
DROP FUNCTION newsbot.day_partition(text, text, date);
