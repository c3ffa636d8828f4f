//! The methods of the traits with `#[rpc]`.

use crate::{
    attributes::{camel, documentation, ends_with, name, text},
    source::{File, Sources},
    Error,
};
use std::collections::BTreeSet;
use syn::{
    visit::{visit_expr_call, Visit},
    Attribute, Expr, ExprCall, FnArg, GenericArgument, Item, ItemTrait, Pat, PathArguments,
    ReturnType, TraitItem, TraitItemFn, Type,
};

/// A namespace: the methods of a trait.
pub struct Namespace<'a> {
    pub name: String,
    /// What is true of all its methods.
    pub documentation: String,
    pub methods: Vec<Method<'a>>,
    pub file: &'a File,
}

pub struct Method<'a> {
    /// With the namespace.
    pub name: String,
    pub documentation: String,
    /// In their order.
    pub parameters: Vec<Parameter<'a>>,
    pub result: &'a Type,
}

pub struct Parameter<'a> {
    pub name: String,
    pub ty: &'a Type,
    /// Whether it, and all that follow, can be left out.
    pub optional: bool,
}

/// The namespaces of the node.
pub fn namespaces(sources: &Sources) -> Result<Vec<Namespace<'_>>, Error> {
    let mut namespaces = Vec::new();
    for file in sources.node() {
        for item in &file.syntax.items {
            let Item::Trait(item) = item else { continue };
            if let Some(attribute) = attribute(&item.attrs, "rpc") {
                let namespace = namespace(file, item, attribute);
                namespaces
                    .push(namespace.map_err(|error| format!("{}: {error}", file.path.display()))?);
            }
        }
    }
    Ok(namespaces)
}

fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.path().is_ident(name))
}

fn namespace<'a>(
    file: &'a File,
    item: &'a ItemTrait,
    attribute: &Attribute,
) -> Result<Namespace<'a>, Error> {
    let namespace = named(attribute, "namespace", "server")?;
    let methods = item.items.iter().map(|item| match item {
        TraitItem::Fn(item) => {
            method(&namespace, item).map_err(|error| format!("{}: {error}", item.sig.ident))
        }
        _ => Err("it has something else than methods".to_owned()),
    });
    Ok(Namespace {
        methods: methods.collect::<Result<_, _>>()?,
        documentation: documentation(&file.syntax.attrs),
        name: namespace,
        file,
    })
}

/// The text of an attribute's part `key`. Nothing else may be there, but for the word `flag`.
fn named(attribute: &Attribute, key: &str, flag: &str) -> Result<String, Error> {
    let mut value = None;
    attribute
        .parse_nested_meta(|meta| match name(&meta).as_str() {
            part if part == key => {
                value = Some(text(&meta)?);
                Ok(())
            }
            part if part == flag => Ok(()),
            other => Err(meta.error(format!("unknown attribute {other}"))),
        })
        .map_err(|error| error.to_string())?;
    value.ok_or_else(|| format!("there is no {key}"))
}

fn method<'a>(namespace: &str, item: &'a TraitItemFn) -> Result<Method<'a>, Error> {
    let attribute = attribute(&item.attrs, "method").ok_or("it is not a #[method]")?;
    let name = named(attribute, "name", "blocking")?;
    Ok(Method {
        name: format!("{namespace}_{name}"),
        documentation: documentation(&item.attrs),
        parameters: parameters(item)?,
        result: result(&item.sig.output).ok_or("it does not return an RpcResult")?,
    })
}

fn parameters(item: &TraitItemFn) -> Result<Vec<Parameter<'_>>, Error> {
    let mut parameters = Vec::new();
    for argument in &item.sig.inputs {
        let FnArg::Typed(argument) = argument else {
            continue;
        };
        let Pat::Ident(pattern) = &*argument.pat else {
            return Err("a parameter has no name".to_owned());
        };
        parameters.push(Parameter {
            name: camel(&pattern.ident.to_string()),
            ty: &argument.ty,
            optional: false,
        });
    }
    let last = parameters.iter_mut().rev();
    for parameter in last.take_while(|parameter| argument_of(parameter.ty, "Option").is_some()) {
        parameter.optional = true;
    }
    Ok(parameters)
}

fn result(output: &ReturnType) -> Option<&Type> {
    match output {
        ReturnType::Type(_, ty) => argument_of(ty, "RpcResult"),
        ReturnType::Default => None,
    }
}

/// The first argument of a generic type with this name.
pub fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(ty) = ty else { return None };
    if !ends_with(&ty.path, name) {
        return None;
    }
    match &ty.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

/// The names of the constants with which the files of the namespaces make errors.
pub fn error_codes(sources: &Sources) -> BTreeSet<String> {
    struct Codes(BTreeSet<String>);

    impl<'a> Visit<'a> for Codes {
        fn visit_expr_call(&mut self, call: &'a ExprCall) {
            if let (Expr::Path(function), Some(Expr::Path(code))) = (&*call.func, call.args.first())
            {
                let mut names = function.path.segments.iter().map(|segment| &segment.ident);
                if names.any(|name| name == "ErrorObjectOwned") {
                    let last = code.path.segments.last();
                    self.0.extend(last.map(|segment| segment.ident.to_string()));
                }
            }
            visit_expr_call(self, call);
        }
    }

    let mut codes = Codes(BTreeSet::new());
    for file in sources.node() {
        // Not the server's, which are not those of methods.
        if file
            .path
            .parent()
            .is_some_and(|folder| folder.ends_with("rpc"))
        {
            codes.visit_file(&file.syntax);
        }
    }
    codes.0
}
