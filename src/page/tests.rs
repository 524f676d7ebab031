//! Whole pages: facts in, offer out.
