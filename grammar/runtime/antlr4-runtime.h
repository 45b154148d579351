#pragma once

// The part of ANTLR's runtime that the generated lexer and parser use.
#include <antlr4-runtime/ANTLRInputStream.h>
#include <antlr4-runtime/BailErrorStrategy.h>
#include <antlr4-runtime/CommonToken.h>
#include <antlr4-runtime/Exceptions.h>
#include <antlr4-runtime/FailedPredicateException.h>
#include <antlr4-runtime/Lexer.h>
#include <antlr4-runtime/NoViableAltException.h>
#include <antlr4-runtime/Parser.h>
#include <antlr4-runtime/ParserRuleContext.h>
#include <antlr4-runtime/RuleContext.h>
#include <antlr4-runtime/TokenStream.h>
#include <antlr4-runtime/Vocabulary.h>
#include <antlr4-runtime/atn/ATN.h>
#include <antlr4-runtime/atn/ATNDeserializer.h>
#include <antlr4-runtime/atn/LexerATNSimulator.h>
#include <antlr4-runtime/atn/ParserATNSimulator.h>
#include <antlr4-runtime/dfa/DFA.h>
#include <antlr4-runtime/support/Any.h>
#include <antlr4-runtime/tree/TerminalNode.h>
