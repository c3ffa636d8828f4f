//! What attributes say: the documentation of an item, and how serde writes it.

use crate::Error;
use syn::{
    meta::ParseNestedMeta, punctuated::Punctuated, Attribute, Expr, ExprLit, Ident, Lit, LitStr,
    Meta, Path, Token,
};

/// The documentation of an item as Markdown, without the links that only rustdoc understands.
pub fn documentation(attributes: &[Attribute]) -> String {
    let lines: Vec<_> = attributes.iter().filter_map(line).collect();
    let paragraphs: Vec<_> = lines
        .split(String::is_empty)
        .map(|lines| lines.join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    without_links(&paragraphs.join("\n\n"))
}

fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// With code in place of links of rustdoc, which may have a path.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((name, after)) = link.split_once("`]") else {
            break;
        };
        plain.extend([before, "`", name, "`"]);
        let path = after
            .strip_prefix('(')
            .and_then(|path| path.split_once(')'));
        rest = path.map_or(after, |(_, after)| after);
    }
    plain + rest
}

/// Whether an item derives a trait.
pub fn derives(attributes: &[Attribute], name: &str) -> Result<bool, Error> {
    for attribute in attributes {
        if attribute.path().is_ident("derive") {
            let traits = attribute
                .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .map_err(|error| error.to_string())?;
            if traits.iter().any(|path| ends_with(path, name)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether this is the last part of a path.
pub fn ends_with(path: &Path, name: &str) -> bool {
    let last = path.segments.last();
    last.is_some_and(|segment| segment.ident == name)
}

/// The text of `name = "text"`.
pub fn text(meta: &ParseNestedMeta) -> syn::Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

/// The name of an attribute's part.
pub fn name(meta: &ParseNestedMeta) -> String {
    let name = meta.path.get_ident();
    name.map(Ident::to_string).unwrap_or_default()
}

/// How serde writes an item, a variant or a field.
#[derive(Default)]
pub struct Serde {
    pub rename: Option<String>,
    pub rename_all: Option<Case>,
    pub rename_all_fields: Option<Case>,
    pub tag: Option<String>,
    pub untagged: bool,
    pub into: Option<String>,
    pub serialize_with: Option<String>,
    pub flatten: bool,
    pub skip: bool,
    pub skip_if_none: bool,
}

impl Serde {
    pub fn of(attributes: &[Attribute]) -> Result<Self, Error> {
        let mut serde = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("serde") {
                attribute
                    .parse_nested_meta(|meta| serde.read(&meta))
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(serde)
    }

    fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<()> {
        match name(meta).as_str() {
            "rename" => self.rename = Some(text(meta)?),
            "rename_all" => self.rename_all = Some(Case::of(meta)?),
            "rename_all_fields" => self.rename_all_fields = Some(Case::of(meta)?),
            "tag" => self.tag = Some(text(meta)?),
            "untagged" => self.untagged = true,
            "into" => self.into = Some(text(meta)?),
            "serialize_with" => self.serialize_with = Some(text(meta)?),
            "flatten" => self.flatten = true,
            "skip" => self.skip = true,
            "skip_serializing_if" if text(meta)? == "Option::is_none" => self.skip_if_none = true,
            // What it says is of no importance for the JSON.
            "bound" => meta.parse_nested_meta(|meta| text(&meta).map(drop))?,
            "try_from" => drop(text(meta)?),
            "deny_unknown_fields" => {}
            other => return Err(meta.error(format!("unknown attribute serde({other})"))),
        }
        Ok(())
    }
}

/// How serde changes names.
#[derive(Clone, Copy)]
pub enum Case {
    Camel,
    Lower,
}

impl Case {
    fn of(meta: &ParseNestedMeta) -> syn::Result<Self> {
        match text(meta)?.as_str() {
            "camelCase" => Ok(Self::Camel),
            "lowercase" => Ok(Self::Lower),
            other => Err(meta.error(format!("unknown case {other}"))),
        }
    }

    pub fn field(self, name: &str) -> String {
        match self {
            Self::Camel => camel(name),
            Self::Lower => name.to_owned(),
        }
    }

    pub fn variant(self, name: &str) -> String {
        match self {
            Self::Camel => {
                let (first, rest) = name.split_at(1);
                first.to_ascii_lowercase() + rest
            }
            Self::Lower => name.to_ascii_lowercase(),
        }
    }
}

/// In camel case, from snake case.
pub fn camel(name: &str) -> String {
    let mut camel = String::new();
    let mut is_initial = false;
    for letter in name.chars() {
        match letter {
            '_' => is_initial = true,
            _ if is_initial => {
                camel.push(letter.to_ascii_uppercase());
                is_initial = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{parse_quote, ItemStruct};

    #[test]
    fn documentation_has_paragraphs_and_no_links_of_rustdoc() {
        let item: ItemStruct = parse_quote! {
            /// At most [`MAX`] of
            /// [`page`](crate::Pallet::page).
            ///
            /// Or `[0]`.
            struct Item;
        };
        assert_eq!(
            documentation(&item.attrs),
            "At most `MAX` of `page`.\n\nOr `[0]`."
        );
    }

    #[test]
    fn names_are_changed_as_by_serde() {
        assert_eq!(Case::Camel.field("max_per_account"), "maxPerAccount");
        assert_eq!(Case::Camel.variant("CodeUploads"), "codeUploads");
        assert_eq!(Case::Lower.variant("Ico"), "ico");
    }

    #[test]
    fn an_unknown_attribute_is_refused() {
        let item: ItemStruct = parse_quote! {
            #[serde(transparent)]
            struct Item(u8);
        };
        let error = Serde::of(&item.attrs).err().unwrap();
        assert_eq!(error, "unknown attribute serde(transparent)");
    }
}
